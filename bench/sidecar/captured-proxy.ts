import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createNoopMeter } from "@opentelemetry/api";
import { wallClock } from "../../collector/clock.ts";
import { openEmbeddedLog } from "../../collector/log/embedded/embedded-log.ts";
import { servingConfig } from "../../serving/serving-config.ts";
import { startSidecar } from "../../serving/sidecar.ts";
import { createLogger } from "../../telemetry.ts";

/** The whole sidecar on an embedded log in the folder argv[3], before the model server argv[2]; capture is off when argv[4] says so. Prints its address; on a line of input it flushes and prints `{cpuMs}` of the process, on "count" `{requests}` of the log. */
const [, , url = "", folder = "", capture = "on"] = process.argv;
const any = { host: "127.0.0.1", port: 0 };
const log = await openEmbeddedLog({ directory: join(folder, "log") });
const config = servingConfig.parse({ listen: any, admin: any, upstream: { url }, capture: { enabled: capture === "on" } });
const logger = createLogger(process.stderr);
const sidecar = await startSidecar(config, { log, clock: wallClock, logger, meter: createNoopMeter(), spool: join(folder, "spool"), schemas: [] });
process.stdout.write(`${sidecar.address}\n`);
process.stdin.on("data", (line) => void report(String(line).trim() === "count"));

async function report(count: boolean): Promise<void> {
  await sidecar.flush();
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${JSON.stringify(count ? { requests: await requestsInLog() } : { cpuMs: (user + system) / 1_000 })}\n`);
}

/** A message may hold many. */
async function requestsInLog(): Promise<number> {
  let requests = 0;
  await using consumer = await log.subscribe({
    topics: ["tidemark.requests"],
    group: "bench",
    position: () => Promise.resolve(undefined),
    onBatch: ({ messages }) => {
      for (const { value } of messages) requests += value.toString("latin1").split("\n").length - 1;
      return Promise.resolve();
    },
  });
  while ((await consumer.lag()) > 0n) await sleep(20);
  return requests;
}
