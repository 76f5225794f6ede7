import { join } from "node:path";
import type { CompareOptions } from "../analyzers/report/compare-data-sets.ts";
import type { DriftMethod } from "../analyzers/statistics/method.ts";
import type { MultivariateMethod } from "../analyzers/statistics/multivariate/method.ts";
import { parseBinRule } from "../analyzers/statistics/two-sample/parse-bin-rule.ts";
import type { DriftReport } from "../analyzers/report/drift-report.ts";
import { requireColumns } from "../analyzers/data/without-columns.ts";
import { parseBy } from "../analyzers/report/parse-by.ts";
import type { DataSet } from "../analyzers/data/data-set.ts";
import type { Store } from "../collector/clickhouse/store.ts";
import { TidemarkError } from "../errors.ts";
import { loadPlugins, pluginNames } from "../plugins.ts";
import type { Command } from "./lib/command.ts";
import { parseInvocation } from "./lib/parse-invocation.ts";
import { declaredBy } from "./lib/reading-options.ts";
import { createProgressBar } from "./lib/progress-bar.ts";
import { openDataSets } from "./lib/report/open-data-sets.ts";
import { type ReportOptions, reportOptions, reportUsage } from "./lib/report/report-options.ts";
import { writeReport } from "./lib/report/write-report.ts";

const METHODS = join(import.meta.dirname, "../analyzers/statistics/methods");

export default {
  name: "report",
  summary: "two data sets in, a drift report out",
  usage: reportUsage,
  async run(invocation) {
    const asked = parseInvocation(invocation, reportOptions);
    const bins = parseBinRule(asked.bins);
    await requireMethod(asked.method);
    await using stack = new AsyncDisposableStack();
    // The engine starts while the rest is loaded: half a second in which nothing else could be done.
    const [{ reference, current, engine }, { compareDataSets }, methods] = await Promise.all([
      openDataSets(asked, declaredBy(asked, asked.exclude), async () => (await import("./lib/config-option.ts")).configOf(invocation), stack),
      import("../analyzers/report/compare-data-sets.ts"),
      loadPlugins<DriftMethod>(METHODS),
    ]);
    for (const option of ["columns", "categorical", "numeric"] as const) requireColumns(option, asked[option] ?? [], [reference, current]);
    using progress = createProgressBar(process.stderr, (asked.columns ?? [...reference.columns.keys()]).length, "columns");
    const options: CompareOptions = {
      method: asked.method,
      methods,
      ...(asked.columns === undefined ? {} : { columns: asked.columns }),
      methodOptions: { bins },
      convention: asked.convention ?? null,
      falseAlarmRate: asked["false-alarm-rate"],
      minEffect: asked["min-effect"],
      relations: relationsAsked(asked),
      declared: new Map([...asked.categorical.map((name) => [name, "categorical"] as const), ...asked.numeric.map((name) => [name, "numeric"] as const)]),
      multivariate: asked.multivariate === undefined ? [] : await multivariate(asked.multivariate),
      onColumn: () => progress.add(1),
    };
    const report = { ...(await compareDataSets(reference, current, options)), ...(await overTime(asked, reference, current, engine, options)) };
    await writeReport(report, asked, Date.now());
    return exitCode(report, asked["fail-on"]);
  },
} satisfies Command;

/** The pieces of the current data, where they were asked for. */
async function overTime(
  { by, "event-time": time }: ReportOptions,
  reference: DataSet,
  current: DataSet,
  store: () => Promise<Store>,
  options: CompareOptions,
): Promise<Pick<DriftReport, "by" | "windows">> {
  const length = by === undefined ? null : parseBy(by);
  if (by === undefined || length === null) return {};
  const { compareOverTime } = await import("../analyzers/report/compare-over-time.ts");
  return { by, windows: await compareOverTime(reference, current, { by: length, time, store }, options) };
}

function exitCode(report: DriftReport, failOn: ReportOptions["fail-on"]): number {
  const found = failOn === "drift" ? report.driftedColumns : failOn === "material" ? report.materialColumns : 0;
  return found > 0 ? 1 : 0;
}

function relationsAsked({ relations, predictions, "event-time": eventTime }: ReportOptions): CompareOptions["relations"] {
  return relations ? { predictions, ...(eventTime === undefined ? {} : { eventTime }) } : null;
}

/** One multivariate method, or all but those for single vectors. */
async function multivariate(name: string): Promise<readonly MultivariateMethod[]> {
  const { multivariateMethods } = await import("../analyzers/statistics/multivariate/multivariate-methods.ts");
  const offered = (await multivariateMethods()).filter((method) => method.name !== "centroid-distance");
  const found = name === "all" ? offered : offered.filter((method) => method.name === name);
  if (found.length > 0) return found;
  throw new TidemarkError("input", `--multivariate ${name}: there is no such method; expected all, ${offered.map((method) => method.name).join(", ")}`);
}

/** By the files' names, which are the methods': loading them can wait. */
async function requireMethod(name: string): Promise<void> {
  const names = ["auto", "all", ...(await pluginNames(METHODS))];
  if (!names.includes(name)) throw new TidemarkError("input", `--method ${name}: there is no such method; expected one of ${names.join(", ")}`);
}
