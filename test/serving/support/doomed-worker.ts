import { parentPort, workerData } from "node:worker_threads";
import { captureBatch, newShapes } from "../../../serving/capture/capture-batch.ts";
import type { CaptureOptions } from "../../../serving/capture/capture-exchange.ts";
import { Examples } from "../../../serving/capture/examples.ts";
import type { PackedBatch } from "../../../serving/capture/handover.ts";
import { NameCaps } from "../../../serving/capture/name-caps.ts";
import { Redaction } from "../../../serving/capture/redaction.ts";
import { Sampler } from "../../../serving/capture/sampler.ts";
import { loadProtocols } from "../../../serving/wire/load-protocols.ts";

/** The capture thread, but an exchange whose body holds "die" ends it, one with "eat" fills its memory. */
const options = workerData as CaptureOptions;
const state = {
  protocols: await loadProtocols(options.choice),
  examples: new Examples(),
  caps: new NameCaps(options.names),
  redaction: new Redaction(options.privacy, options.declared),
  sampler: new Sampler(options.sampling),
  features: new Map<string, ReadonlySet<string>>(),
};
const shapes = newShapes(state, options);

parentPort?.on("message", (batch: PackedBatch) => {
  const bytes = Buffer.from(batch.bytes);
  if (bytes.includes("die")) throw new Error("dying, as told");
  const eaten = [[0.5]];
  while (bytes.includes("eat")) eaten.push([...(eaten.at(-1) ?? []), ...(eaten.at(-1) ?? []).slice(0, 1 << 21)]);
  const captured = captureBatch(batch, { ...state, shapes }, options);
  parentPort?.postMessage(captured, [captured.bytes]);
});
parentPort?.postMessage("ready", []);
