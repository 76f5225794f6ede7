import { parentPort, workerData } from "node:worker_threads";
import { loadProtocols } from "../wire/load-protocols.ts";
import { captureBatch } from "./capture-batch.ts";
import type { CaptureOptions } from "./capture-batch.ts";
import type { PackedBatch } from "./handover.ts";
import { NameCaps } from "./name-caps.ts";

const options = workerData as CaptureOptions;
const protocols = new Map((await loadProtocols()).map((protocol) => [protocol.name, protocol]));
const state = { protocols, caps: new NameCaps(options.names), features: new Map() };

parentPort?.on("message", (batch: PackedBatch) => {
  const captured = captureBatch(batch, state, options);
  parentPort?.postMessage(captured, [captured.bytes]);
});
