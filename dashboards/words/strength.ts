import type { Finding } from "../../analyzers/findings/finding.ts";
import { judgedByProbability } from "../../analyzers/findings/judged-by-probability.ts";
import { powerOfTen } from "../../analyzers/statistics/powers-of-ten.ts";
import { measure } from "./format.ts";

/** How far a verdict's evidence goes, on the scale on which it was held against its threshold. */
export interface Strength {
  readonly value: number;
  readonly limit: number;
  /** 1 at the threshold; over it beyond. */
  readonly ratio: number;
  /** "0.475, threshold 0.461", "p 10⁻⁹, 0.0008 needed". */
  readonly text: string;
}

type Judged = Pick<Finding, "analyzer" | "subject" | "verdict" | "statistic" | "pValue" | "threshold">;

/** Null where there is no threshold, and of labels, of which there should be more than the threshold. Where a probability was judged the scale is −log10 p. */
export function strengthOf(finding: Judged): Strength | null {
  const { statistic, pValue, threshold } = finding;
  if (finding.subject === "labels") return null;
  if (threshold === null || threshold <= 0) return null;
  if (pValue !== null && judgedByProbability(finding)) return strengthOfProbability(pValue, threshold);
  return statistic === null ? null : strengthOfDistance(statistic, threshold);
}

/** A distance against a critical distance over zero. */
export function strengthOfDistance(value: number, limit: number): Strength {
  return { value, limit, ratio: value / limit, text: `${measure(value)}, threshold ${measure(limit)}` };
}

/** A probability against the level that it had to reach, in powers of ten. */
export function strengthOfProbability(pValue: number, level: number): Strength {
  const [value, limit] = [surprise(pValue), surprise(level)];
  return { value, limit, ratio: value / limit, text: `p ${small(pValue)}, ${small(level)} needed` };
}

const surprise = (p: number): number => -Math.log10(Math.min(0.999, Math.max(p, 1e-300)));
const small = (p: number): string =>
  p < 1e-300 ? `< ${powerOfTen(-300)}` : p < 1e-4 ? powerOfTen(-Math.floor(surprise(p))) : String(Number(p.toPrecision(2)));
