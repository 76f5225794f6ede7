import { z } from "zod";
import { backtestReport } from "../alerts/backtest/backtest-report.ts";
import type { JudgedPart } from "../alerts/backtest/model-report.ts";
import { raisedAlerts } from "../alerts/backtest/raised-alerts.ts";
import { DEFAULT_RULES } from "../alerts/lifecycle/rule.ts";
import { judgeHistory } from "../analyzers/backtest/judge-history.ts";
import { planHistory, type HistoryPart } from "../analyzers/backtest/plan-history.ts";
import type { Store } from "../collector/clickhouse/store.ts";
import type { Config } from "../config/config.ts";
import { TidemarkError } from "../errors.ts";
import { createLogger } from "../telemetry.ts";
import { analyzersFor, openMonitors } from "./lib/analysis.ts";
import type { Command } from "./lib/command.ts";
import { CONFIG_OPTION, configOf } from "./lib/config-option.ts";
import { parseInvocation } from "./lib/parse-invocation.ts";
import { createPlatform, openStore } from "./lib/platform.ts";
import { createProgressBar } from "./lib/progress-bar.ts";
import { readIncidents } from "./lib/read-incidents.ts";
import { renderBacktest } from "./lib/render-backtest.ts";
import { momentOption, RANGE_OPTIONS, rangeIn } from "./lib/range-options.ts";

const FAILURES = ["missed", "falseAlarms"] as const;

const options = z.strictObject({
  config: z.string().optional(),
  model: z.string().min(1).optional(),
  from: momentOption.optional(),
  to: momentOption.optional(),
  incidents: z.string().min(1).optional(),
  "fail-on": z.enum(FAILURES, `expected ${FAILURES.join(" or ")}`).optional(),
  format: z.enum(["table", "json"], "expected table or json").default("table"),
});

export default {
  name: "backtest",
  summary: "replays a history through the monitors of a config: the alerts it would have raised",
  usage: {
    synopsis: "[--config FILE] [--model NAME] [--from TIME] [--to TIME] [--incidents FILE] [--fail-on missed|falseAlarms] [--format table|json]",
    options: [
      CONFIG_OPTION,
      { name: "model", value: "NAME", help: "this model's monitor only" },
      ...RANGE_OPTIONS,
      {
        name: "incidents",
        value: "FILE",
        help: "what is known to have gone wrong: a YAML or JSON list of {name, from, to}, with model and subject where they are known",
      },
      { name: "fail-on", value: "WHAT", help: "exit with code 1 when an incident was missed (missed), or an alert belongs to none (falseAlarms)" },
      { name: "format", value: "FORMAT", help: "table (default) or json" },
    ],
    examples: [
      "tidemark backtest --config tidemark.yaml",
      "tidemark backtest --from 2026-01-01 --to 2026-03-31 --incidents incidents.yaml --format json",
      "tidemark backtest --incidents incidents.yaml --fail-on missed",
    ],
  },
  async run(invocation) {
    const { model, from, to, incidents: file, "fail-on": failOn, format } = parseInvocation(invocation, options);
    if (failOn !== undefined && file === undefined)
      throw new TidemarkError("input", `--fail-on ${failOn}: without a list of incidents nothing can be missed or false; expected --incidents FILE beside it`);
    const config = onlyModel(await configOf(invocation), model);
    const zones = new Map(config.monitors.map((monitor) => [monitor.model, monitor.timeZone]));
    const incidents = file === undefined ? null : await readIncidents(file, (name) => zones.get(name ?? "") ?? [...zones.values()][0] ?? "UTC");
    await using stack = new AsyncDisposableStack();
    const platform = createPlatform(config, createLogger(process.stderr), stack);
    const writable = await openStore(platform);
    const store = withoutWriting(writable);
    const monitored = await openMonitors(platform, store, writable);
    const parts = await planHistory(store, monitored, analyzersFor(monitored), (timeZone) => rangeIn(timeZone, from, to));
    const judged = await judgeAll(store, parts);
    const findings = judged.flatMap((part) => part.findings);
    const rules = config.alerts.rules.length > 0 ? config.alerts.rules : DEFAULT_RULES;
    const report = backtestReport(judged, raisedAlerts(findings, rules), incidents);
    process.stdout.write(format === "json" ? `${JSON.stringify(report, undefined, 2)}\n` : renderBacktest(report));
    return (failOn === undefined ? 0 : (report[failOn] ?? 0)) > 0 ? 1 : 0;
  },
} satisfies Command;

/** A model's analyzers at once, so that one reads while another reckons. */
async function judgeAll(store: Store, parts: readonly HistoryPart[]): Promise<readonly JudgedPart[]> {
  using progress = createProgressBar(
    process.stderr,
    parts.reduce((total, { windows }) => total + windows.length, 0),
    "windows",
  );
  const judged: JudgedPart[] = [];
  for (const own of Map.groupBy(parts, ({ of }) => of.config.model).values())
    judged.push(...(await Promise.all(own.map(async (part) => ({ ...part, findings: await judgeHistory(store, part, (windows) => progress.add(windows)) })))));
  return judged;
}

function onlyModel(config: Config, model: string | undefined): Config {
  const monitors = model === undefined ? config.monitors : config.monitors.filter((monitor) => monitor.model === model);
  if (monitors.length > 0) return { ...config, monitors };
  const watched = config.monitors.map((monitor) => monitor.model).join(", ");
  throw new TidemarkError(
    "input",
    model === undefined ? "the configuration has no monitors; expected at least one" : `--model ${model}: no monitor watches it; watched: ${watched || "none"}`,
  );
}

/** A store that can only be read: what is inserted through it is forgotten, and it does not end the one behind it. */
function withoutWriting(store: Store): Store {
  return { ...store, command: () => Promise.resolve(), insert: () => Promise.resolve(), [Symbol.asyncDispose]: () => Promise.resolve() };
}
