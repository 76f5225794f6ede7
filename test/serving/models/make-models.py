"""Makes the tiny models of the tests. From this folder, with onnx 1.23: python make-models.py

colors/1: x float32 [n,1], color string [n,1] -> y float32 [n,1] = 2x + (red 1, blue 2, else 0; a missing x is 0), big int64 [n,1] = y > 10
wide/2, wide/10: input float32 [n,3] -> total float32 [n,1], parts float32 [n,3] = input * version
"""

from pathlib import Path

import onnx
from onnx import TensorProto, helper

FLOAT, INT64, STRING = TensorProto.FLOAT, TensorProto.INT64, TensorProto.STRING


def save(path, nodes, inputs, outputs, constants):
    value = lambda port: helper.make_tensor_value_info(port[0], port[1], ["n", port[2]])
    graph = helper.make_graph(nodes, "g", list(map(value, inputs)), list(map(value, outputs)), constants)
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("ai.onnx.ml", 3)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
    onnx.checker.check_model(model)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path)


def constant(name, value, kind=FLOAT):
    return helper.make_tensor(name, kind, [], [value])


node = helper.make_node
save(
    "colors/1/model.onnx",
    [
        node("IsNaN", ["x"], ["missing"]),
        node("Where", ["missing", "zero", "x"], ["known"]),
        node("LabelEncoder", ["color"], ["code"], domain="ai.onnx.ml", keys_strings=["red", "blue"], values_floats=[1.0, 2.0], default_float=0.0),
        node("Mul", ["known", "two"], ["double"]),
        node("Add", ["double", "code"], ["y"]),
        node("Greater", ["y", "ten"], ["above"]),
        node("Cast", ["above"], ["big"], to=INT64),
    ],
    [("x", FLOAT, 1), ("color", STRING, 1)],
    [("y", FLOAT, 1), ("big", INT64, 1)],
    [constant("zero", 0.0), constant("two", 2.0), constant("ten", 10.0)],
)
for version in (2, 10):
    save(
        f"wide/{version}/model.onnx",
        [node("Mul", ["input", "factor"], ["parts"]), node("ReduceSum", ["input", "axis"], ["total"], keepdims=1)],
        [("input", FLOAT, 3)],
        [("total", FLOAT, 1), ("parts", FLOAT, 3)],
        [constant("factor", float(version)), helper.make_tensor("axis", INT64, [1], [1])],
    )
