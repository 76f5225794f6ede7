import { join } from "node:path";
import { createNoopMeter } from "@opentelemetry/api";
import { wallClock } from "../../collector/clock.ts";
import { openEmbeddedLog } from "../../collector/log/embedded/embedded-log.ts";
import { servingConfig } from "../../serving/serving-config.ts";
import { startSidecar } from "../../serving/sidecar.ts";
import { createLogger } from "../../telemetry.ts";

/** The whole sidecar on an embedded log in the folder argv[3], before the model server argv[2]; capture is off when argv[4] says so. Prints its address; on a line of input, flushes and prints `{requests, cpuMs}`: of the log, and of the process. */
const [, , url = "", folder = "", capture = "on"] = process.argv;
const any = { host: "127.0.0.1", port: 0 };
const log = await openEmbeddedLog({ directory: join(folder, "log") });
const config = servingConfig.parse({ listen: any, admin: any, upstream: { url }, capture: { enabled: capture === "on" } });
const logger = createLogger(process.stderr);
const sidecar = await startSidecar(config, { log, clock: wallClock, logger, meter: createNoopMeter(), spool: join(folder, "spool"), schemas: [] });
process.stdout.write(`${sidecar.address}\n`);
process.stdin.on("data", () => void report());

async function report(): Promise<void> {
  await sidecar.flush();
  const ends = await log.ends("tidemark.requests");
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${JSON.stringify({ requests: Number([...ends.values()].reduce((sum, end) => sum + end, 0n)), cpuMs: (user + system) / 1_000 })}\n`);
}
