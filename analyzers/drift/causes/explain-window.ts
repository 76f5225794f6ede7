import { figure } from "../../statistics/figure.ts";
import type { ColumnJudgement } from "../judge-column.ts";
import { explainLevels } from "./explain-levels.ts";
import { explainNumbers } from "./explain-numbers.ts";
import { type Explanation, type Part, ranked } from "./explanation.ts";

const explained = new WeakMap<ColumnJudgement, readonly Part[]>();

/** What explains a drifted window: values that are missing, then the values that came. Once for each judgement. */
export function explainWindow(judgement: ColumnJudgement): readonly Part[] {
  const made = explained.get(judgement) ?? explain(judgement);
  explained.set(judgement, made);
  return made;
}

function explain(judgement: ColumnJudgement): readonly Part[] {
  const { rejected, missingEffect, minEffect, current, known } = judgement;
  const ofValues = [...rejected].some((check) => check !== "missing");
  const surge = rejected.has("missing") && (missingEffect >= minEffect.missing || !ofValues);
  const missing: readonly Part[] = surge ? [[nullSurge(judgement)]] : [];
  if (!ofValues) return missing;
  const values = current.type === "numeric" ? explainNumbers(known, current, surge ? missingEffect : 0) : explainLevels(known, current);
  return [...missing, ...(judgement.alone && current.type === "numeric" ? values.map(asAlone) : values)];
}

/** Logarithm of how much rarer the world changes one feature and none of the others than a source does. */
const ALONE = Math.log(1 / 3);

function asAlone(part: Part): Part {
  return ranked(part.map((one) => (one.cause === "trueShift" || one.cause === "spreadChange" ? { ...one, weight: one.weight + ALONE } : one)));
}

function nullSurge({ current, data }: ColumnJudgement): Explanation {
  const share = 1 - current.total / Math.max(1, data.rows);
  const text = share >= 0.97 ? "values stopped coming" : `values stopped coming in ${figure(share * 100)} % of rows`;
  return { cause: "nullSurge", key: "missing", text, change: null, weight: 0 };
}
