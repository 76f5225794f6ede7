import { parentPort, workerData } from "node:worker_threads";
import { loadProtocols } from "../wire/load-protocols.ts";
import { captureBatch, newShapes } from "./capture-batch.ts";
import type { CaptureChange, CaptureOptions } from "./capture-exchange.ts";
import { Examples } from "./examples.ts";
import type { PackedBatch } from "./handover.ts";
import { NameCaps } from "./name-caps.ts";
import { Redaction } from "./redaction.ts";
import { Sampler } from "./sampler.ts";

let options = workerData as CaptureOptions;
const protocols = await loadProtocols(options.choice);
let redaction = new Redaction(options.privacy, options.declared);
const kept = {
  protocols,
  examples: new Examples(),
  caps: new NameCaps(options.names),
  sampler: new Sampler(options.sampling),
  features: new Map<string, ReadonlySet<string>>(),
};
let shapes = newShapes({ ...kept, redaction }, options);

parentPort?.on("message", (message: PackedBatch | CaptureChange) => {
  if (!("bytes" in message)) return change(message);
  const captured = captureBatch(message, { ...kept, redaction, shapes }, options);
  return parentPort?.postMessage(captured, [captured.bytes]);
});

/** What is declared of models, or what may be kept, has changed. */
function change(changed: CaptureChange): void {
  options = { ...options, ...changed };
  redaction = new Redaction(options.privacy, options.declared);
  kept.features.clear();
  shapes = newShapes({ ...kept, redaction }, options);
}
parentPort?.postMessage("ready", []);
