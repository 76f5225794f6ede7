"""Calls a model by MLServer's codecs, and by the gRPC client generated from its published dataplane.proto, and prints what it saw."""
import json
import sys
import urllib.request
import grpc
import numpy as np
from mlserver.codecs import NumpyCodec
from mlserver.grpc import converters, dataplane_pb2_grpc
from mlserver.types import InferenceRequest, InferenceResponse

out = {}


def request(values):
    x = NumpyCodec.encode_input("x", np.array(values, np.float32).reshape(-1, 1))
    return InferenceRequest(id="m-1", inputs=[x])


def values(response):
    return NumpyCodec.decode_output(response.outputs[0]).ravel().tolist()


body = request([1.5, 2]).model_dump_json(exclude_none=True).encode()
asked = urllib.request.Request(sys.argv[1] + "/v2/models/double/infer", body, {"Content-Type": "application/json"})
with urllib.request.urlopen(asked) as answer:
    out["HTTP"] = values(InferenceResponse.model_validate_json(answer.read()))
with grpc.insecure_channel(sys.argv[2]) as channel:
    stub = dataplane_pb2_grpc.GRPCInferenceServiceStub(channel)
    message = converters.ModelInferRequestConverter.from_types(request([3, 4]), model_name="double", model_version=None)
    out["gRPC"] = values(converters.ModelInferResponseConverter.to_types(stub.ModelInfer(message, timeout=30)))
print(json.dumps(out))
