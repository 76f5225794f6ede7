import { parentPort, workerData } from "node:worker_threads";
import type { NullTask } from "./null-alarms.ts";
import { nullPair } from "./null-pair.ts";
import { readRealTables } from "./real-tables.ts";

const tables = await readRealTables();
/* oxlint-disable unicorn/require-post-message-target-origin -- a thread, not a window */
parentPort?.on("message", (task: NullTask) => parentPort?.postMessage({ task, found: nullPair(tables, { ...task, rate: workerData as number }) }));
parentPort?.postMessage({ task: null });
