import type { ClientUnderTest } from "./client-under-test.ts";
import { startInferLike } from "./infer-like.ts";

const request = (rows: number) => ({
  protocol: "open-inference",
  model: "double",
  version: "3",
  request_id: "t-1",
  status: 200,
  error_class: "" as const,
  rows,
});
const row = (x: number) => ({ feature_numbers: { x }, prediction_numbers: { y: 2 * x } });

/** Triton's client in Python: binary tensors and JSON over HTTP, raw contents over gRPC, compressed too, a model that is not there. */
export default {
  name: "tritonclient (Python)",
  environment: "tritonclient",
  packages: ["tritonclient[grpc,http]", "numpy<2"],
  program: "tritonclient-client.py",
  startUpstream: startInferLike,
  printed: { binary: [2, 5], JSON: [6], gRPC: [10, 12], "gRPC, gzip": [14], unknown: "404" },
  requests: [request(2), request(1), request(2), request(1), { model: "other", status: 404, error_class: "badInput" }],
  rows: [1, 2.5, 3, 5, 6, 7].map(row),
} satisfies ClientUnderTest;
