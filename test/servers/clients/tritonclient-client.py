"""Calls a model by Triton's own client, over HTTP and gRPC, and prints what it saw."""
import json
import sys
from urllib.parse import urlparse
import numpy as np
import tritonclient.grpc
import tritonclient.http

out = {}


def infer(module, client, values, binary=None, **more):
    x = module.InferInput("x", [len(values), 1], "FP32")
    x.set_data_from_numpy(np.array(values, np.float32).reshape(-1, 1), **({} if binary is None else {"binary_data": binary}))
    return client.infer("double", [x], request_id="t-1", **more).as_numpy("y").ravel().tolist()


http = tritonclient.http.InferenceServerClient(urlparse(sys.argv[1]).netloc)
asked = tritonclient.http.InferRequestedOutput("y", binary_data=False)
out["binary"] = infer(tritonclient.http, http, [1, 2.5], True)
out["JSON"] = infer(tritonclient.http, http, [3], False, outputs=[asked])
grpc = tritonclient.grpc.InferenceServerClient(sys.argv[2])
out["gRPC"] = infer(tritonclient.grpc, grpc, [5, 6])
out["gRPC, gzip"] = infer(tritonclient.grpc, grpc, [7], compression_algorithm="gzip")
try:
    http.infer("none", [tritonclient.http.InferInput("x", [1, 1], "FP32").set_data_from_numpy(np.zeros((1, 1), np.float32))])
except tritonclient.http.InferenceServerException as error:
    out["unknown"] = error.status()
print(json.dumps(out))
