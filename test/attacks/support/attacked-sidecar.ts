import { createNoopMeter } from "@opentelemetry/api";
import { wallClock } from "../../../collector/clock.ts";
import { openEmbeddedLog } from "../../../collector/log/embedded/embedded-log.ts";
import { servingConfig } from "../../../serving/serving-config.ts";
import { startSidecar } from "../../../serving/sidecar.ts";
import { silentLogger } from "../../../telemetry.ts";

/** A sidecar to be attacked: before the model server argv[2], or with the ONNX models of the folder that it is; spool and log in argv[3]. A small one, so that limits are met. */
const [, , target = "", folder = ""] = process.argv;
const any = { host: "127.0.0.1", port: 0 };
const behind = target.startsWith("http") ? { upstream: { url: target } } : { models: { directory: target } };
const config = servingConfig.parse({
  listen: any,
  admin: any,
  ...behind,
  maxInFlight: 64,
  headersTimeout: "2s",
  clientTimeout: "2s",
  requestTimeout: "5s",
  stopTimeout: "5s",
});
await using log = await openEmbeddedLog({ directory: `${folder}/log` });
await using sidecar = await startSidecar(config, { log, clock: wallClock, logger: silentLogger, meter: createNoopMeter(), spool: folder, schemas: [] });
process.send?.({ address: sidecar.address });
await new Promise<void>((resolve) => void process.once("disconnect", resolve));
await sidecar.flush();
