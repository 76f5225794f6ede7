import chiSquare from "../../statistics/methods/chi-square.ts";
import kolmogorovSmirnov from "../../statistics/methods/kolmogorov-smirnov.ts";
import { figure } from "../../statistics/figure.ts";
import { compareTexts } from "../../statistics/multivariate/compare-texts.ts";
import { textColumns, type TextDescriptors } from "../../statistics/multivariate/text-descriptors.ts";
import { categoricalSample, numericSample } from "../../statistics/sample.ts";
import type { Check } from "../check.ts";
import type { CheckedColumn } from "../checked-column.ts";
import { missingCheck } from "../checks/missing.ts";
import type { DrawnRows } from "../../data/read-rows.ts";
import { drawnColumn } from "../drawn-column.ts";
import { describeMissing } from "../in-words.ts";

/** Texts of a side that are looked at. */
export const MOST_TEXTS = 4_000;

interface Look {
  readonly pValue: number;
  readonly detail: string;
}

const DESCRIPTORS = {
  characters: (value: number) => `${figure(value)} characters`,
  words: (value: number) => `${figure(value)} words`,
  outOfVocabulary: (value: number) => `${figure(value * 100)} % of words unknown to the reference`,
  nonLetters: (value: number) => `${figure(value * 100)} % of characters no letters`,
} as const;

/** Texts of which so many differ, of so few words, say nothing by their words: ids, or numbers and times in a writing that is not read. */
const ALL_DIFFER = 0.9;
const NO_WORDS = 1.5;
const AN_ID = "nearly all values differ; an id? Only their length and signs could be compared";

/**
 * All checks of a column of texts: whether their words tell the sides apart (a domain classifier on hashed words), or their length, number of words, share of words new to a half of the reference, share of
 * non-letters or script do; the least likely of the six counts, its p-value times six. On at most about 4,000 texts a side.
 */
export function checkTexts(name: string, reference: DrawnRows<string>, current: DrawnRows<string>): CheckedColumn {
  const compared = compareTexts(reference.values, current.values);
  const always = [missingCheck(reference, current)];
  const common = drawnColumn({ name, type: "text", method: "domain-classifier" }, reference, current);
  const { missing } = common;
  if (compared.statistic === null) return { ...common, statistic: null, pValue: null, checks: always, describe: describeMissing(missing), note: compared.note };
  const looks = [{ pValue: compared.pValue, detail: "words tell the two sides apart" }, ...describedLooks(reference.values, current.values)];
  const least = looks.reduce((first, look) => (look.pValue < first.pValue ? look : first));
  const distribution: Check = {
    check: "distribution",
    statistic: compared.statistic,
    pValue: Math.min(1, looks.length * least.pValue),
    leastPValue: 0,
    thresholdAt: () => null,
    size: compared.statistic,
    detail: least.detail,
    source: `${compared.source}; and ${looks.length - 1} descriptors`,
  };
  const describe = (reason: Check): string => (reason.check === "distribution" ? `reads otherwise: ${reason.detail}` : describeMissing(missing)(reason));
  const checks = [distribution, ...always];
  // Where these differ it is drift; where they do not, nobody knows.
  if ([reference, current].some(({ values }) => areIds(values))) return { ...common, statistic: null, pValue: null, checks, describe, note: AN_ID };
  return { ...common, statistic: compared.statistic, pValue: compared.pValue, checks, describe };
}

function areIds(texts: readonly string[]): boolean {
  const words = texts.reduce((sum, text) => sum + text.trim().split(/\s+/).length, 0);
  return words < NO_WORDS * texts.length && new Set(texts).size >= ALL_DIFFER * texts.length;
}

function describedLooks(reference: readonly string[], current: readonly string[]): readonly Look[] {
  const sides = textColumns(reference, current);
  const numbers = (["characters", "words", "outOfVocabulary", "nonLetters"] as const).map((name): Look => {
    const [left, right] = [finite(sides.reference[name]), finite(sides.current[name])];
    const { pValue } = kolmogorovSmirnov.compare(numericSample(left), numericSample(right));
    return { pValue: pValue ?? 1, detail: `${DESCRIPTORS[name](mean(right))} on average, against ${DESCRIPTORS[name](mean(left))}` };
  });
  const scripts = chiSquare.compare(categoricalSample(sides.reference.script), categoricalSample(sides.current.script));
  return [...numbers, { pValue: scripts.pValue ?? 1, detail: `mostly ${commonest(sides.current)} script, against ${commonest(sides.reference)}` }];
}

function commonest({ script }: TextDescriptors): string {
  const counts = categoricalSample(script).counts;
  return [...counts].reduce((most, one) => (one[1] > most[1] ? one : most), ["no", 0])[0];
}

function finite(values: Float64Array): readonly number[] {
  return [...values].filter(Number.isFinite);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
