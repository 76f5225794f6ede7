import { blindSpot } from "./blind-spot.ts";
import type { Finding } from "./finding.ts";

/** One row of `findings` (docs/tables.md); times as epoch milliseconds, as they are written and as `findings.sql` reads them. */
export interface FindingRow {
  readonly finding_id: string;
  readonly revision: number;
  readonly analyzer: string;
  readonly model: string;
  readonly version: string;
  readonly subject: string;
  readonly window_start: number;
  readonly window_end: number;
  readonly judged_time: number;
  readonly verdict: string;
  readonly material: boolean;
  readonly severity: string;
  /** Empty: none named. */
  readonly cause: string;
  readonly summary: string;
  readonly statistic: number | null;
  readonly statistic_name: string;
  readonly p_value: number | null;
  readonly threshold: number | null;
  readonly threshold_source: string;
  readonly effect: number | null;
  readonly effect_low: number | null;
  readonly effect_high: number | null;
  readonly effect_unit: string;
  readonly coverage: number;
  readonly rows: number;
  /** Whether it says nothing though it was judged (`blindSpot`); null: kept by a version that did not say. */
  readonly blind?: boolean | null;
  /** JSON. */
  readonly evidence: string;
  /** JSON. */
  readonly inputs: string;
}

/** The row that keeps a finding. What is not finite becomes null: no JSON value is NaN or infinite. */
export function toFindingRow(finding: Finding): FindingRow {
  const { findingId, windowStart, windowEnd, judgedTime, statisticName, pValue, thresholdSource, cause, effect, evidence, inputs, ...same } = finding;
  return {
    ...same,
    finding_id: findingId,
    window_start: windowStart,
    window_end: windowEnd,
    judged_time: judgedTime,
    cause: cause ?? "",
    statistic: finite(finding.statistic),
    statistic_name: statisticName,
    p_value: finite(pValue),
    threshold: finite(finding.threshold),
    threshold_source: thresholdSource,
    effect: finite(effect?.value),
    effect_low: finite(effect?.low),
    effect_high: finite(effect?.high),
    effect_unit: effect?.unit ?? "",
    blind: blindSpot(finding) !== null,
    evidence: JSON.stringify(evidence),
    inputs: JSON.stringify(inputs),
  };
}

/** The finding that a row keeps. */
export function fromFindingRow(row: FindingRow): Finding {
  return {
    findingId: row.finding_id,
    revision: row.revision,
    analyzer: row.analyzer as Finding["analyzer"],
    model: row.model,
    version: row.version,
    subject: row.subject,
    windowStart: row.window_start,
    windowEnd: row.window_end,
    judgedTime: row.judged_time,
    verdict: row.verdict as Finding["verdict"],
    material: row.material,
    severity: row.severity as Finding["severity"],
    cause: row.cause === "" ? null : (row.cause as Finding["cause"]),
    summary: row.summary,
    statistic: row.statistic,
    statisticName: row.statistic_name,
    pValue: row.p_value,
    threshold: row.threshold,
    thresholdSource: row.threshold_source,
    effect: effectOf(row),
    coverage: row.coverage,
    rows: row.rows,
    evidence: JSON.parse(row.evidence) as Finding["evidence"],
    inputs: JSON.parse(row.inputs) as Finding["inputs"],
  };
}

function effectOf(row: FindingRow): Finding["effect"] {
  if (row.effect === null) return null;
  return { value: row.effect, low: row.effect_low ?? row.effect, high: row.effect_high ?? row.effect, unit: row.effect_unit };
}

function finite(value: number | null | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
