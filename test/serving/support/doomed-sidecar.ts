import { createNoopMeter } from "@opentelemetry/api";
import { wallClock } from "../../../collector/clock.ts";
import { servingConfig } from "../../../serving/serving-config.ts";
import { startSidecar } from "../../../serving/sidecar.ts";
import { silentLogger } from "../../../telemetry.ts";
import { FileLog } from "./file-log.ts";

/** A process that is to be killed: a sidecar before the model server argv[2] with its spool in argv[3] and a log in the file argv[4], which refuses while the file argv[4].refuse exists. Prints its address. */
const [, , url = "", spool = "", file = ""] = process.argv;
const any = { host: "127.0.0.1", port: 0 };
const config = servingConfig.parse({ listen: any, admin: any, node: "n1", upstream: { url }, capture: { handOverEvery: "5ms" }, ledgerEvery: "50ms" });
const sidecar = await startSidecar(config, { log: new FileLog(file), clock: wallClock, logger: silentLogger, meter: createNoopMeter(), spool, schemas: [] });
process.stdout.write(`${sidecar.address}\n`);
