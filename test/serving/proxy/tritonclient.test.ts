import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import type { sendUnaryData, ServerUnaryCall } from "@grpc/grpc-js";
import { expect, test } from "vitest";
import type { InferenceRow } from "../../../collector/events/inference-row.ts";
import type { RequestEvent } from "../../../collector/events/request-event.ts";
import { doubled, MODEL_INFER, startGrpcServer } from "../support/grpc.ts";
import { startTestSidecar } from "../support/sidecars.ts";

/** Has `tritonclient[grpc]`; TRITONCLIENT_PYTHON names another. */
const PYTHON = process.env["TRITONCLIENT_PYTHON"] ?? "python3";

const CLIENT = `
import json, sys, numpy as np, tritonclient.grpc as grpc
client = grpc.InferenceServerClient(sys.argv[1])
def infer(values, **more):
    x = grpc.InferInput("x", [len(values), 1], "FP32")
    x.set_data_from_numpy(np.array(values, np.float32).reshape(-1, 1))
    return client.infer("double", [x], request_id="t-1", **more)
out = {"plain": infer([1, 2.5]).as_numpy("y").ravel().tolist(), "gzip": infer([3], compression_algorithm="gzip").as_numpy("y").ravel().tolist()}
try: client.is_server_live()
except grpc.InferenceServerException as e: out["live"] = str(e.status())
print(json.dumps(out))
`;

function isThere(): boolean {
  try {
    execFileSync(PYTHON, ["-c", "import tritonclient.grpc, numpy"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!isThere())("Triton's own client in Python: raw contents, gzip, a method that the server has not", async () => {
  await using upstream = await startGrpcServer({
    [MODEL_INFER]: { handle: (asked: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => answer(null, doubled(asked.request)) },
  });
  await using running = await startTestSidecar({ upstream: { url: upstream.url } });
  const { stdout } = await promisify(execFile)(PYTHON, ["-c", CLIENT, new URL(running.sidecar.address).host]);
  expect(JSON.parse(stdout)).toEqual({ plain: [2, 5], gzip: [6], live: "StatusCode.UNIMPLEMENTED" });
  await running.sidecar.flush();
  expect(running.log.rows<RequestEvent>("tidemark.requests").map((row) => [row.model, row.rows, row.request_id, row.error_class])).toEqual([
    ["double", 2, "t-1", ""],
    ["double", 1, "t-1", ""],
  ]);
  expect(running.log.rows<InferenceRow>("tidemark.inferences").map((row) => [row.feature_numbers, row.prediction_numbers])).toEqual([
    [{ x: 1 }, { y: 2 }],
    [{ x: 2.5 }, { y: 5 }],
    [{ x: 3 }, { y: 6 }],
  ]);
});
