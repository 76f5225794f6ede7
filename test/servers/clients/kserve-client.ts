import type { ClientUnderTest } from "./client-under-test.ts";
import { startInferLike } from "./infer-like.ts";

const second = { protocol: "open-inference", model: "double", version: "3", request_id: "k-1", status: 200, error_class: "" as const, rows: 1 };
const row = (x: number) => ({ feature_numbers: { x }, prediction_numbers: { y: 2 * x } });

/** KServe's client in Python: its first protocol, the Open Inference Protocol in JSON and with binary tensors, gRPC. */
export default {
  name: "kserve (Python)",
  environment: "kserve",
  packages: ["kserve"],
  program: "kserve-client.py",
  startUpstream: startInferLike,
  printed: { v1: [3, 4], v2: [6], "v2, binary": [8], gRPC: [10] },
  requests: [{ protocol: "kserve-v1", model: "double", status: 200, error_class: "", rows: 2 }, second, second, second],
  rows: [...[1.5, 2].map((x) => ({ feature_numbers: { f0: x }, prediction_numbers: { prediction: 2 * x } })), ...[3, 4, 5].map(row)],
} satisfies ClientUnderTest;
