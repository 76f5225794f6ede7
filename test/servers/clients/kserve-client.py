"""Calls a model by KServe's own client, by both protocols and over gRPC, and prints what it saw."""
import asyncio
import json
import sys
import numpy as np
from kserve import InferenceGRPCClient, InferenceRESTClient, InferInput, InferRequest
from kserve.inference_client import RESTConfig

out = {}


def request(values, binary):
    x = InferInput("x", [len(values), 1], "FP32")
    x.set_data_from_numpy(np.array(values, np.float32).reshape(-1, 1), binary_data=binary)
    return InferRequest("double", [x], request_id="k-1")


async def main():
    first = InferenceRESTClient(RESTConfig(protocol="v1", retries=0))
    out["v1"] = (await first.infer(sys.argv[1], {"instances": [[1.5], [2]]}, model_name="double"))["predictions"]
    second = InferenceRESTClient(RESTConfig(protocol="v2", retries=0))
    out["v2"] = (await second.infer(sys.argv[1], request([3], False), model_name="double")).outputs[0].as_numpy().ravel().tolist()
    out["v2, binary"] = (await second.infer(sys.argv[1], request([4], True), model_name="double")).outputs[0].as_numpy().ravel().tolist()
    grpc = InferenceGRPCClient(sys.argv[2])
    out["gRPC"] = (await grpc.infer(request([5], False))).outputs[0].as_numpy().ravel().tolist()


asyncio.run(main())
print(json.dumps(out))
