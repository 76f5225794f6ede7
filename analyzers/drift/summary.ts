import type { Finding } from "../findings/finding.ts";
import { levelChanges } from "./checks/levels.ts";
import { figure } from "../statistics/figure.ts";
import type { ColumnJudgement } from "./judge-column.ts";
import { weightedMean } from "../statistics/two-sample/moments.ts";

const percent = (share: number): string => `${figure(share * 100)} %`;

/**
 * One sentence on what changed and by how much; for an unchanged column, that it did not. `baseline` is the baseline's name, as in "than in training".
 * @param change what changed, where it is known to be something else than the mean or the mix: "is −999 in 20 % of rows, never in training"
 */
export function summarize(judgement: ColumnJudgement, effect: Finding["effect"], baseline: string, change?: string): string {
  const { name } = judgement.known.column;
  if (change !== undefined) return `${name} ${change}.`;
  if (!judgement.drifted) return `${name} is unchanged against ${baseline}.`;
  const leading = judgement.checks.toSorted((a, b) => b.effect - a.effect).find((check) => judgement.rejected.has(check.check));
  if (leading?.check === "missing") return missingSentence(judgement, baseline);
  if (judgement.current.type === "categorical") return categoricalSentence(judgement, effect, baseline);
  if (leading?.check === "repeats") return `${name} has one value far more often than in ${baseline}: ${leading.detail}.`;
  if (leading?.check === "range") return `${name} has values never seen in ${baseline}: ${leading.detail}.`;
  return numericSentence(judgement, effect, baseline);
}

function missingSentence({ known, missing, data }: ColumnJudgement, baseline: string): string {
  return `${known.column.name} is missing in ${percent(missing / Math.max(1, data.rows))} of rows, against ${percent(known.missing / Math.max(1, known.rows))} in ${baseline}.`;
}

function numericSentence({ known, current, shift }: ColumnJudgement, effect: Finding["effect"], baseline: string): string {
  if (effect === null || current.type !== "numeric" || known.reference.type !== "numeric")
    return `${known.column.name} is distributed otherwise than in ${baseline}.`;
  const unit = known.column.unit === null ? "" : ` ${known.column.unit}`;
  const [now, then] = [weightedMean(current), weightedMean(known.reference)];
  const interval = effect.low === effect.high ? "" : `; 95 % ${figure(effect.low)} to ${figure(effect.high)}`;
  const means = `${figure(now)} against ${figure(then)}${interval}`;
  return `${known.column.name} is ${figure(Math.abs(shift))}${unit} ${shift < 0 ? "lower" : "higher"} on average than in ${baseline} (${means}).`;
}

function categoricalSentence(judgement: ColumnJudgement, effect: Finding["effect"], baseline: string): string {
  const { known, current } = judgement;
  if (current.type !== "categorical" || known.reference.type !== "categorical") return `${known.column.name} changed against ${baseline}.`;
  const { appeared, vanished } = levelChanges(known, current);
  const [came, gone] = [appeared[0], vanished.find((level) => level.pValue <= 1e-3)];
  const parts = [
    ...(came === undefined ? [] : [`${came.level}, never seen in ${baseline}, has ${percent(came.share)} of rows`]),
    ...(gone === undefined ? [] : [`${gone.level}, ${percent(gone.share)} in ${baseline}, is gone`]),
  ];
  const mix = `${known.column.name} changed its mix in ${percent(effect?.value ?? 0)} of rows against ${baseline}`;
  return parts.length > 0 ? `${mix}: ${parts.join("; ")}.` : `${mix}.`;
}
