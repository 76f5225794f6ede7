import { normalSurvival } from "../drift/statistics/normal-survival.ts";
import { type CorrelationTest, correlationTest, glance } from "./correlation-test.ts";
import type { Feature } from "./features.ts";
import { product } from "./ranked.ts";
import type { RelationCandidate } from "./relation-check.ts";

/** What the correlations of two columns on each side are, by the two of their features that changed most. */
export interface ColumnPair {
  readonly columns: readonly [string, string];
  /** Size of the strongest rank correlation of any of their features on each side, by a quick look. */
  readonly reference: number;
  readonly current: number;
  readonly pValue: number;
  /** Null where a quick look was enough: then the p-value is at least 0.05, or the rate. */
  readonly told: { readonly features: readonly [Feature, Feature]; readonly test: CorrelationTest; readonly tests: number } | null;
}

export interface CorrelationOptions {
  /** Pairs looked at on both sides; beyond them only the strongest of the reference. */
  readonly mostPairs: number;
  /** The rate that the checks share; a p-value under it is never a quick look's. */
  readonly falseAlarmRate: number;
}

const LOOK_TWICE = 0.05;
const MISSING_SHARE = 0.2;

/** The rank correlation of every pair of features of different columns, on both sides, put together by pairs of columns; `hypotheses` counts also the pairs that were not looked at. */
export function columnPairs(features: readonly Feature[], options: CorrelationOptions): { readonly pairs: readonly ColumnPair[]; readonly hypotheses: number } {
  const byColumn = [...Map.groupBy(features, ({ column }) => column).values()];
  const all = byColumn.flatMap((ours, index) => byColumn.slice(index + 1).map((theirs) => [ours, theirs] as const));
  const looked = all.length <= options.mostPairs ? all : strongest(all, options.mostPairs);
  return { pairs: looked.map(([ours, theirs]) => judgePair(ours, theirs, options.falseAlarmRate)), hypotheses: all.length };
}

/** By the first feature of each column on the reference. All pairs stay hypotheses, so that the choice costs nothing of the rate. */
function strongest(pairs: readonly (readonly [readonly Feature[], readonly Feature[]])[], most: number) {
  const strength = ([ours, theirs]: readonly [readonly Feature[], readonly Feature[]]): number => {
    const [a, b] = [ours[0]?.reference.scores, theirs[0]?.reference.scores];
    return a && b ? Math.abs(product(a, b)) : 0;
  };
  return pairs
    .map((pair) => ({ pair, strength: strength(pair) }))
    .sort((a, b) => b.strength - a.strength)
    .slice(0, most)
    .map(({ pair }) => pair);
}

function judgePair(ours: readonly Feature[], theirs: readonly Feature[], falseAlarmRate: number): ColumnPair {
  const tests = ours.length * theirs.length;
  const columns = [ours[0]?.column ?? "", theirs[0]?.column ?? ""] as const;
  let best: Pick<ColumnPair, "pValue" | "told"> = { pValue: 1, told: null };
  let [reference, current] = [0, 0];
  for (const a of ours)
    for (const b of theirs) {
      const look = glance(a, b);
      [reference, current] = [Math.max(reference, Math.abs(look.reference)), Math.max(current, Math.abs(look.current))];
      const quick = 2 * normalSurvival(look.z);
      if (quick >= Math.max(LOOK_TWICE, falseAlarmRate) && !lacksMuch(a) && !lacksMuch(b)) {
        if (quick < best.pValue && best.told === null) best = { pValue: Math.min(1, quick * tests), told: null };
        continue;
      }
      const test = correlationTest(a, b);
      const pValue = Math.min(1, test.pValue * tests);
      if (pValue < best.pValue || best.told === null) best = { pValue, told: { features: [a, b], test, tests } };
    }
  return { columns, reference, current, ...best };
}

function lacksMuch({ reference, current }: Feature): boolean {
  return [reference, current].some(({ present, group }) => present < (1 - MISSING_SHARE) * group.length);
}

/** The check of a pair that was looked at twice; null of others. */
export function correlationCandidate({ columns, pValue, told }: ColumnPair): RelationCandidate | null {
  if (told === null) return null;
  const { features, test, tests } = told;
  const name = ({ column, level }: Feature): string => (level === null ? column : `${column} = ${level}`);
  return {
    check: "correlation",
    columns,
    statistic: test.statistic,
    pValue,
    thresholdAt: (level) => test.thresholdAt(level / tests),
    reference: test.reference,
    current: test.current,
    size: Math.min(1, Math.abs(test.current - test.reference)),
    describe: () =>
      `rank correlation of ${name(features[0])} and ${name(features[1])}: ${test.reference.toFixed(2)} in the reference, now ${test.current.toFixed(2)}`,
    source: `difference of Fisher's z of Spearman's rho${tests > 1 ? `, the largest of ${tests} by level` : ""}; two-sample, variance by the influence of each row, Student's t`,
  };
}
