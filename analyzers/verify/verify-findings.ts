import type { Store } from "../../collector/clickhouse/store.ts";
import { messageOf } from "../../errors.ts";
import type { Analyzer } from "../monitoring/analyzer.ts";
import type { Baseline } from "../baseline/baseline.ts";
import { loadBaseline } from "../baseline/baselines.ts";
import type { Finding } from "../findings/finding.ts";
import { type Difference, differencesBetween } from "./differences-between.ts";
import { judgeAgain } from "./judge-again.ts";
import { type RecordedInputs, readInputs } from "./recorded-inputs.ts";
import { erasedSince, whyDifferent } from "./why-different.ts";

/** What came of judging a stored finding again. `reason`: why it differs, as far as it is known, or why it cannot be verified; null where there is nothing to say. */
export interface Verification {
  readonly finding: Finding;
  readonly outcome: "verified" | "differs" | "cannotVerify";
  readonly differences: readonly Difference[];
  readonly reason: string | null;
}

/**
 * Judges stored findings again from what each recorded (its parameters, its baseline by id, its window) and the store's rows, and compares them to the last digit. Findings of one
 * analyzer, model and parameters are judged together. @param judge all analyzers, bare @returns in no particular order
 */
export async function verifyFindings(store: Store, analyzers: readonly Analyzer[], findings: readonly Finding[]): Promise<readonly Verification[]> {
  const verifications: Verification[] = [];
  const baselines = new Map<string, Promise<Baseline | string>>();
  for (const group of Map.groupBy(findings, groupKey).values()) {
    const inputs = group[0] === undefined ? null : readInputs(group[0]);
    const analyzer = analyzers.find(({ name }) => name === group[0]?.analyzer);
    if (inputs === null || analyzer === undefined) {
      verifications.push(...cannotVerify(group, "it does not record what it was judged from: it is of an older version"));
      continue;
    }
    if (inputs.rule !== analyzer.rule) {
      verifications.push(
        ...cannotVerify(
          group,
          `it was judged by ${ruleText(inputs.rule, analyzer)}, which is gone; this version judges by ${ruleText(analyzer.rule, analyzer)}`,
        ),
      );
      continue;
    }
    const { id } = inputs.baseline;
    const loading = baselines.get(id) ?? recordedBaseline(store, group[0]?.model ?? "", inputs);
    baselines.set(id, loading);
    const baseline = await loading;
    if (typeof baseline === "string") verifications.push(...cannotVerify(group, baseline));
    else {
      const again = await judgeAgain(store, { analyzer, inputs, baseline, findings: group });
      for (const finding of group) verifications.push(await verification(store, finding, again.get(finding.findingId), inputs));
    }
  }
  return verifications;
}

/** What findings must share to be judged together. Labels are known until the window was due, unless it was judged before. */
function groupKey({ analyzer, model, version, windowEnd, inputs }: Finding): string {
  const { codeVersion, rule, baseline, timeZone, falseAlarmsPerMonth, minCoverage, calendar, parameters, labelsUntil, schema, shortfall } = inputs;
  const wait = typeof labelsUntil === "number" ? labelsUntil - windowEnd : null;
  return JSON.stringify([
    analyzer,
    model,
    version,
    codeVersion,
    rule,
    baseline,
    timeZone,
    falseAlarmsPerMonth,
    minCoverage,
    calendar,
    parameters,
    wait,
    schema,
    shortfall,
  ]);
}

function ruleText(rule: string | undefined, { name }: Analyzer): string {
  return rule === undefined ? `the first rule for ${name}` : `the rule "${rule}"`;
}

async function recordedBaseline(store: Store, model: string, { baseline: { id, name } }: RecordedInputs): Promise<Baseline | string> {
  const missing = `its baseline "${name}", ${id}, is not in the store`;
  try {
    const baseline = await loadBaseline(store, { model, name, id });
    if (baseline === null) return missing;
    return baseline.id === id ? baseline : `its baseline "${name}" was changed: the document kept under ${id} has the hash ${baseline.id}`;
  } catch (thrown) {
    return `${missing} whole: ${messageOf(thrown)}`;
  }
}

function cannotVerify(findings: readonly Finding[], reason: string): readonly Verification[] {
  return findings.map((finding) => ({ finding, outcome: "cannotVerify", differences: [], reason }));
}

async function verification(store: Store, finding: Finding, again: Finding | undefined, inputs: RecordedInputs): Promise<Verification> {
  const rowsNow = again?.rows ?? 0;
  const differences = again === undefined ? [{ what: "verdict", recorded: finding.verdict, recomputed: null }] : differencesBetween(finding, again);
  if (differences.length === 0) return { finding, outcome: "verified", differences, reason: null };
  const erased = await erasedSince(store, finding);
  if (erased !== null) return { finding, outcome: "cannotVerify", differences: [], reason: erased };
  if (finding.rows > 0 && rowsNow === 0) return { finding, outcome: "cannotVerify", differences: [], reason: "its rows are no longer in the store" };
  return { finding, outcome: "differs", differences, reason: await whyDifferent(store, finding, inputs, rowsNow) };
}
