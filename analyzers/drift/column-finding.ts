import type { Monitored } from "../monitoring/analyzer.ts";
import type { CheckEvidence, Finding, Severity } from "../findings/finding.ts";
import { makeFinding } from "../findings/make-finding.ts";
import { recordInputs } from "../findings/record-inputs.ts";
import type { NamedCause } from "./causes/cause-of.ts";
import { chartOf } from "./chart.ts";
import type { Check } from "./checks/check.ts";
import { figure } from "../statistics/figure.ts";
import type { ColumnJudgement } from "./judge-column.ts";
import { shiftInterval } from "./shift-interval.ts";
import { usualSize } from "./null/spread.ts";
import { DRIFT_RULE } from "./rule.ts";
import { smallestShift } from "./smallest-shift.ts";
import { summarize } from "./summary.ts";

/** From here on a change is critical: two standard deviations, or half of the rows. */
const CRITICAL = { numeric: 2, categorical: 0.5 } as const;

/** The finding of one column in one window; noData when too little of the window is at hand. `now`: epoch milliseconds of event time. */
export function columnFinding(monitored: Monitored, judgement: ColumnJudgement, cause: NamedCause | null, now: number): Finding {
  const { config, baseline } = monitored;
  const { data, known } = judgement;
  const reason = noDataReason(monitored, judgement);
  const leading = leadingCheck(judgement);
  const verdict = leading === undefined ? undefined : judgement.verdicts[judgement.checks.indexOf(leading)];
  const drifted = judgement.drifted && reason === null;
  const largest = Math.max(0, ...judgement.checks.filter((check) => judgement.rejected.has(check.check)).map((check) => check.effect));
  const material = drifted && Math.max(largest, distributionEffect(judgement)) >= config.drift.minEffect;
  const effect = shiftInterval(judgement);
  const distribution = chartOf(known.reference, judgement.current);
  const named = reason === null && (material || !drifted) ? cause : null;
  const change = leading?.check === "missing" ? undefined : named?.change?.(baseline.name);
  const sentence = reason === null ? summarize(judgement, effect, baseline.name, change) : `${known.column.name} cannot be judged: ${reason}.`;
  return makeFinding("drift", monitored, data.window, now, {
    subject: known.column.name,
    verdict: reason !== null ? "noData" : drifted ? "drifted" : "ok",
    material,
    severity: material ? severityOf(judgement, largest) : "none",
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
      smallestShift: smallestShift(judgement, config.drift.window),
      ...(named?.text === undefined || named.text === null ? {} : { causeText: named.text, causes: named.causes }),
    },
    inputs: recordInputs(monitored, "drift", data.window, { column: known.column.name, grid: known.column.grid, rule: DRIFT_RULE }),
  });
}

function noDataReason({ config, baseline }: Monitored, { data, known }: ColumnJudgement): string | null {
  if (known.pieces.length === 0) return `${baseline.name} has no window like it (${known.kind})`;
  if (data.rows === 0) return "no rows were served";
  if (data.coverage < config.minCoverage)
    return `only ${figure(data.coverage * 100)} % of the traffic is at hand, ${figure(config.minCoverage * 100)} % needed`;
  return data.rows < config.drift.minRows ? `only ${data.rows} rows, ${config.drift.minRows} needed` : null;
}

/** The rejecting check with the largest effect; when none rejects, the one on the distribution. */
function leadingCheck({ checks, rejected }: ColumnJudgement): Check | undefined {
  const rejecting = checks.filter((check) => rejected.has(check.check));
  return rejecting.toSorted((a, b) => b.effect - a.effect || a.pValue - b.pValue)[0] ?? checks[0];
}

/** By Wasserstein or total variation, whichever check rejected. */
function distributionEffect({ checks, rejected }: ColumnJudgement): number {
  const moved = rejected.has("kolmogorov-smirnov") || rejected.has("wasserstein") || rejected.has("total-variation");
  return moved ? Math.max(0, ...checks.filter((check) => check.check === "wasserstein" || check.check === "total-variation").map((check) => check.effect)) : 0;
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
