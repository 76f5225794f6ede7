import type { Monitored } from "../monitoring/analyzer.ts";
import type { CheckEvidence, Finding, Severity } from "../findings/finding.ts";
import { makeFinding } from "../findings/make-finding.ts";
import { recordInputs } from "../findings/record-inputs.ts";
import type { NamedCause } from "./causes/cause-of.ts";
import { chartOf } from "./chart.ts";
import type { MonitorConfig } from "../monitoring/monitor-config.ts";
import type { WindowData } from "./window-data.ts";
import type { Check } from "./checks/check.ts";
import { figure } from "../statistics/figure.ts";
import type { ColumnJudgement, MinEffect } from "./judge-column.ts";
import { shiftInterval } from "./shift-interval.ts";
import { usualSize } from "../statistics/spread.ts";
import { DRIFT_RULE } from "./rule.ts";
import { weightedDeviation } from "../statistics/two-sample/moments.ts";
import { type SmallestShift, smallestShift } from "./smallest-shift.ts";
import { summarize } from "./summary.ts";

/** From here on a change is critical: two standard deviations, or half of the rows. */
const CRITICAL = { numeric: 2, categorical: 0.5 } as const;

/** The finding of one column in one window; noData when too little of the window is at hand. `lasted`: windows in a row, this one included, that drifted. `now`: epoch milliseconds of event time. */
export function columnFinding(monitored: Monitored, judgement: ColumnJudgement, cause: NamedCause | null, lasted: number, now: number): Finding {
  const { config, baseline } = monitored;
  const { data, known } = judgement;
  const reason = noDataReason(monitored, judgement);
  const leading = leadingCheck(judgement);
  const verdict = leading === undefined ? undefined : judgement.verdicts[judgement.checks.indexOf(leading)];
  const drifted = judgement.drifted && reason === null;
  const largest = Math.max(0, ...judgement.checks.filter((check) => judgement.rejected.has(check.check)).map((check) => check.effect));
  const large = drifted && isLarge(judgement);
  const material = large || (drifted && lasted >= LASTING + (data.pooled ?? 1) - 1);
  const { effect, note } = shiftInterval(judgement);
  const least = smallestShift(judgement, config.drift.window);
  const distribution = chartOf(known.reference, judgement.current);
  const named = reason === null && (material || !drifted) ? cause : null;
  const change = leading?.check === "missing" ? undefined : named?.change?.(baseline.name);
  const sentence =
    reason === null
      ? drifted || least === null || !tellsNothing(judgement, least)
        ? summarize(judgement, effect, baseline.name, change)
        : cannotTell(judgement, least, baseline.name)
      : `${known.column.name} cannot be judged: ${reason}.`;
  return makeFinding("drift", monitored, data.window, now, {
    subject: known.column.name,
    verdict: reason !== null ? "noData" : drifted ? "drifted" : "ok",
    material,
    severity: large ? severityOf(judgement, largest) : material ? "warning" : "none",
    cause: named?.cause ?? null,
    summary: named?.text === undefined || named.text === null ? sentence : sentence.replace(/\.$/, `; ${named.text}.`),
    statistic: leading?.statistic ?? null,
    statisticName: leading?.check ?? "",
    pValue: leading?.pValue ?? null,
    threshold: leading !== undefined && verdict !== undefined ? leading.thresholdAt(verdict.threshold) : null,
    thresholdSource: leading?.source ?? "",
    effect,
    coverage: data.coverage,
    rows: data.rows,
    evidence: {
      checks: judgement.checks.map((check, index) => evidenceOf(check, judgement.verdicts[index]?.threshold ?? 0)),
      ...(distribution === undefined ? {} : { distribution }),
      missing: { reference: known.missing / Math.max(1, known.rows), current: judgement.missing / Math.max(1, data.rows) },
      null: nullsOf(judgement),
      ...(data.pooled === undefined ? {} : { pooledWindows: data.pooled }),
      ...(material && !large ? { smallButLasting: lasted } : {}),
      smallestShift: least,
      ...(note === null ? {} : { effectNote: note }),
      ...(named?.text === undefined || named.text === null ? {} : { causeText: named.text, causes: named.causes }),
    },
    inputs: recordInputs(monitored, "drift", data.window, {
      column: known.column.name,
      grid: known.column.grid,
      rule: DRIFT_RULE,
      ...(known.servedWindows === null ? {} : { served: known.servedWindows }),
    }),
  });
}

function noDataReason({ config, baseline }: Monitored, { data, known }: ColumnJudgement): string | null {
  if (known.pieces.length === 0) return `${baseline.name} has no window like it (${known.kind})`;
  if (data.rows === 0) return "no rows were served";
  if (data.coverage < config.minCoverage)
    return `only ${figure(data.coverage * 100)} % of the traffic is at hand, ${figure(config.minCoverage * 100)} % needed`;
  return data.rows < config.drift.minRows ? tooFewRows(data, config.drift) : null;
}

function tooFewRows({ rows, pooled = 1 }: WindowData, { minRows, window }: MonitorConfig["drift"]): string {
  const longer = window === "1h" ? (["1d", 24] as const) : window === "1d" ? (["1w", 7] as const) : null;
  const would =
    longer !== null && (rows / pooled) * longer[1] >= minRows
      ? `; with window: ${longer[0]} there would be about ${Math.round((rows / pooled) * longer[1])}`
      : "";
  return `only ${rows} rows${pooled > 1 ? ` in ${pooled} windows` : ""}, ${minRows} needed${would}`;
}

/** The rejecting check with the largest effect; when none rejects, the one on the distribution. */
function leadingCheck({ checks, rejected }: ColumnJudgement): Check | undefined {
  const rejecting = checks.filter((check) => rejected.has(check.check));
  return rejecting.toSorted((a, b) => b.effect - a.effect || a.pValue - b.pValue)[0] ?? checks[0];
}

/** Whether what changed reaches the smallest effect that matters for it. A rejection by Kolmogorov–Smirnov is measured by how far values moved. */
function isLarge({ checks, rejected, minEffect }: ColumnJudgement): boolean {
  const moved = rejected.has("kolmogorov-smirnov");
  return checks.some(
    ({ check, effect }) =>
      (rejected.has(check) || (moved && check === "wasserstein")) && check !== "kolmogorov-smirnov" && effect >= minEffect[EFFECTS[check] ?? "shift"],
  );
}

/** Which of the smallest effects is a check's. */
const EFFECTS: Readonly<Record<string, keyof MinEffect>> = {
  wasserstein: "shift",
  "total-variation": "mix",
  missing: "missing",
  levels: "level",
  range: "tail",
  repeats: "level",
};
/** Windows in a row from which on a change that is significant alerts, however small. */
const LASTING = 3;

/** Whether even a critical change would not have shown. */
function tellsNothing({ known }: ColumnJudgement, least: SmallestShift): boolean {
  const size = known.reference.type === "numeric" ? least.value / weightedDeviation(known.reference) : least.value;
  return size > CRITICAL[known.column.type];
}

function cannotTell({ known }: ColumnJudgement, { value, unit }: SmallestShift, baseline: string): string {
  const change =
    known.column.type === "numeric" ? `a shift of ${figure(value)}${unit === "" ? "" : ` ${unit}`}` : `a change of ${figure(value * 100)} % of rows`;
  return `${known.column.name} cannot be told from ${baseline}: nothing under ${change} would have shown.`;
}

function severityOf(judgement: ColumnJudgement, effect: number): Severity {
  const { type } = judgement.known.column;
  return effect >= CRITICAL[type] || judgement.missingEffect >= CRITICAL.categorical ? "critical" : "warning";
}

function evidenceOf(check: Check, level: number): CheckEvidence {
  const { statistic, pValue, detail, source } = check;
  const text = `${detail === "" ? "" : `${detail}; `}level ${level.toPrecision(3)}; ${source}`;
  return { check: check.check, statistic, pValue, threshold: check.thresholdAt(level), detail: text };
}

/** The null of each distance in numbers: sampling (deviation of one row, dimensions, rows of the reference), how windows differ (root mean square, in the statistic's unit), and how many windows taught it. */
function nullsOf({ checks, known, current }: ColumnJudgement): Record<string, unknown> {
  const names = checks.map((check) => check.check).filter((name) => name === "wasserstein" || name === "kolmogorov-smirnov" || name === "total-variation");
  const numbersOf = (name: (typeof names)[number]): object => {
    const one = known.distance(name);
    const { deviation, referenceRows, windows } = one;
    const sampling = { deviation, dimensions: one.dimensions(Math.max(1, current.total)), referenceRows, windows: Number.isFinite(windows) ? windows : null };
    return { ...sampling, spread: usualSize(one.spread) * one.unit, learnedFrom: known.learnedFrom };
  };
  return Object.fromEntries(names.map((name) => [name, numbersOf(name)]));
}
