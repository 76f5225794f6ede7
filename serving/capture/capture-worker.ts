import { parentPort, workerData } from "node:worker_threads";
import type { Declared } from "../decode/declared.ts";
import { loadProtocols } from "../wire/load-protocols.ts";
import { captureBatch } from "./capture-batch.ts";
import type { CaptureOptions, CaptureState } from "./capture-batch.ts";
import { Examples } from "./examples.ts";
import type { PackedBatch } from "./handover.ts";
import { NameCaps } from "./name-caps.ts";

let options = workerData as CaptureOptions;
const protocols = await loadProtocols(options.choice);
const state: CaptureState = { protocols, examples: new Examples(), caps: new NameCaps(options.names), features: new Map() };

parentPort?.on("message", (message: PackedBatch | Declared) => {
  if ("schemas" in message) return declare(message);
  const captured = captureBatch(message, state, options);
  return parentPort?.postMessage(captured, [captured.bytes]);
});

/** What is declared of models has changed. */
function declare(declared: Declared): void {
  options = { ...options, declared };
  state.features.clear();
}
parentPort?.postMessage("ready", []);
