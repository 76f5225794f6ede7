"""Makes the tiny models of the tests of kinds of inputs and outputs. From this folder, with onnx 1.23: python make-models.py

types/<type>: x [n,2] -> y [n,2], the same
axes: x float32 [n,a,3,b] -> y float32 [n] = the row's sum
sides: x float32 [n,2] -> y float32 [n,1] = the row's sum; mean float32 [], of all rows; spread float32 [3] = 1, 2, 3; t float32 [], an input without rows, added to y
"""

from pathlib import Path

import onnx
from onnx import TensorProto as T, helper

node = helper.make_node


def save(path, nodes, inputs, outputs, constants=()):
    value = lambda port: helper.make_tensor_value_info(*port)
    graph = helper.make_graph(nodes, "g", list(map(value, inputs)), list(map(value, outputs)), list(constants))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path)


TYPES = dict(int8=T.INT8, uint8=T.UINT8, int16=T.INT16, uint16=T.UINT16, uint32=T.UINT32, int64=T.INT64, uint64=T.UINT64, float16=T.FLOAT16, bfloat16=T.BFLOAT16)
for name, kind in TYPES.items():
    save(f"types/{name}/1/model.onnx", [node("Identity", ["x"], ["y"])], [("x", kind, ["n", 2])], [("y", kind, ["n", 2])])

save(
    "kinds/axes/1/model.onnx",
    [node("ReduceSum", ["x", "axes"], ["y"], keepdims=0)],
    [("x", T.FLOAT, ["n", "a", 3, "b"])],
    [("y", T.FLOAT, ["n"])],
    [helper.make_tensor("axes", T.INT64, [3], [1, 2, 3])],
)
save(
    "kinds/sides/1/model.onnx",
    [
        node("ReduceSum", ["x", "axis"], ["sum"], keepdims=1),
        node("Add", ["sum", "t"], ["y"]),
        node("ReduceMean", ["x"], ["mean"], keepdims=0),
        node("Identity", ["three"], ["spread"]),
    ],
    [("x", T.FLOAT, ["n", 2]), ("t", T.FLOAT, [])],
    [("y", T.FLOAT, ["n", 1]), ("mean", T.FLOAT, []), ("spread", T.FLOAT, [3])],
    [helper.make_tensor("axis", T.INT64, [1], [1]), helper.make_tensor("three", T.FLOAT, [3], [1.0, 2.0, 3.0])],
)
