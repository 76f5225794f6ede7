import { parentPort, workerData } from "node:worker_threads";
import { loadProtocols } from "../wire/load-protocols.ts";
import { captureBatch } from "./capture-batch.ts";
import type { CaptureOptions } from "./capture-batch.ts";
import type { PackedBatch } from "./handover.ts";

const options = workerData as CaptureOptions;
const protocols = new Map((await loadProtocols()).map((protocol) => [protocol.name, protocol]));

parentPort?.on("message", (batch: PackedBatch) => {
  const captured = captureBatch(batch, protocols, options);
  parentPort?.postMessage(captured, [captured.bytes]);
});
