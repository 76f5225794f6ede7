import type { ClientUnderTest } from "./client-under-test.ts";
import { startInferLike } from "./infer-like.ts";

const request = { protocol: "open-inference", model: "double", version: "3", request_id: "m-1", status: 200, error_class: "" as const, rows: 2 };

/** MLServer's codecs over HTTP, and the gRPC client that is generated from its published `dataplane.proto`. */
export default {
  name: "mlserver (Python)",
  environment: "mlserver",
  packages: ["mlserver"],
  program: "mlserver-client.py",
  startUpstream: startInferLike,
  printed: { HTTP: [3, 4], gRPC: [6, 8] },
  requests: [request, request],
  rows: [1.5, 2, 3, 4].map((x) => ({ feature_numbers: { x }, prediction_numbers: { y: 2 * x } })),
} satisfies ClientUnderTest;
