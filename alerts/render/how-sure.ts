import type { AnalyzerName } from "../../analyzers/findings/finding.ts";
import { judgedByProbability } from "../../analyzers/findings/judged-by-probability.ts";
import { powerOfTen } from "../../analyzers/statistics/powers-of-ten.ts";
import type { FindingBrief } from "../lifecycle/alert-state.ts";
import { capital, count, number, percent } from "./words.ts";

/** How sure a finding is: its effect with the interval, what was held against the threshold, and on how much. */
export function howSureText(analyzer: AnalyzerName, brief: FindingBrief): string {
  const noun = analyzer === "errors" || analyzer === "load" ? "request" : "row";
  const parts = [effectText(analyzer, brief), judgedText(analyzer, brief), `${count(brief.rows, noun)}, coverage ${percent(brief.coverage)}`];
  return `${capital(parts.filter((part) => part !== "").join("; "))}.`;
}

function effectText(analyzer: AnalyzerName, { subject, effect }: FindingBrief): string {
  if (effect === null) return "";
  const { value, low, high, unit } = effect;
  const inPoints = unit === "share" && subject !== "rocAuc" && subject !== "f1";
  const scale = inPoints ? 100 : 1;
  const shown = [value, low, high].map((each) => number(Number((each * scale).toPrecision(3))));
  const name = inPoints ? (analyzer === "drift" ? "% of rows" : "points") : unit === "share" ? "" : unit;
  return `effect ${shown[0]}${name === "" ? "" : ` ${name}`} (95 % ${shown[1]} to ${shown[2]})`;
}

function judgedText(analyzer: AnalyzerName, brief: FindingBrief): string {
  const { statistic, statisticName, pValue, threshold } = brief;
  if (pValue !== null && threshold !== null && judgedByProbability({ analyzer, ...brief })) return `p ${probability(pValue)}, ${decimal(threshold)} needed`;
  if (statistic === null) return "";
  return `${statisticName} ${number(statistic)}${threshold === null ? "" : ` against a threshold of ${number(threshold)}`}${pValue === null ? "" : `, p ${probability(pValue)}`}`;
}

/** "0.013"; what is under 0.0001 by the power of ten above it: "under 10⁻⁸". */
function probability(p: number): string {
  return p < 1e-4 ? `under ${powerOfTen(1 - Math.min(301, Math.ceil(-Math.log10(Math.max(p, 1e-301)))))}` : decimal(p);
}

/** Two significant digits: "0.026", "0.00058"; under a ten-thousandth with a power of ten. */
function decimal(value: number): string {
  return value < 1e-4 ? number(value) : String(Number(value.toPrecision(2)));
}
