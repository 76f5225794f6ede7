import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { compareDataSets } from "../analyzers/report/compare-data-sets.ts";
import { openDataFile } from "../analyzers/report/data/open-data-file.ts";
import type { DriftMethod } from "../analyzers/drift/method.ts";
import { createStore } from "../collector/clickhouse/clickhouse-store.ts";
import { startEmbeddedEngine } from "../collector/clickhouse/engine/embedded-engine.ts";
import { loadPlugins } from "../plugins.ts";
import type { Command } from "./lib/command.ts";
import { parseInvocation } from "./lib/parse-invocation.ts";

const options = z.strictObject({ reference: z.string(), current: z.string(), method: z.string().default("auto"), format: z.string().default("table") });

export default {
  name: "report",
  summary: "two data sets in, a drift report out",
  usage: {
    synopsis: "--reference A --current B",
    options: [
      { name: "reference", value: "A", help: "" },
      { name: "current", value: "B", help: "" },
      { name: "method", value: "NAME", help: "" },
      { name: "format", value: "F", help: "" },
    ],
    examples: [],
  },
  async run(invocation) {
    const asked = parseInvocation(invocation, options);
    await using stack = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), "tidemark-report-"));
    stack.defer(() => rm(directory, { recursive: true, force: true }));
    const t0 = performance.now();
    const engine = stack.use(await startEmbeddedEngine({ directory }));
    const store = stack.use(createStore({ ...engine, database: "default" }));
    const t1 = performance.now();
    const reference = await openDataFile(store, resolve(asked.reference), "reference");
    const current = await openDataFile(store, resolve(asked.current), "current");
    const t2 = performance.now();
    const methods = await loadPlugins<DriftMethod>(join(import.meta.dirname, "../analyzers/drift/methods"));
    const t3 = performance.now();
    const report = await compareDataSets(reference, current, {
      method: asked.method,
      methods,
      methodOptions: {},
      convention: null,
      falseAlarmRate: 0.01,
      minEffect: 0,
    });
    const t4 = performance.now();
    process.stderr.write(`engine ${t1 - t0} open ${t2 - t1} plugins ${t3 - t2} compare ${t4 - t3}\n`);
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return 0;
  },
} satisfies Command;
