import { normalSurvival } from "../statistics/distributions/normal-survival.ts";
import { correlation } from "../findings/in-words.ts";
import { type CorrelationTest, correlationTest, glance } from "./correlation-test.ts";
import type { Feature } from "./features.ts";
import { product } from "./ranked.ts";
import type { RelationCandidate } from "./relation-check.ts";

/** What the correlations of two columns on each side are. */
export interface ColumnPair {
  readonly columns: readonly [string, string];
  /** Size of the strongest rank correlation of any of their features on each side, by a quick look. */
  readonly reference: number;
  readonly current: number;
  /** The two of their features that changed most, and how many were compared; null where a quick look was enough to see that nothing can be found. */
  readonly told: { readonly features: readonly [Feature, Feature]; readonly test: CorrelationTest; readonly tests: number } | null;
}

/** Pairs of columns as they were judged. */
export interface ColumnPairs {
  readonly pairs: readonly ColumnPair[];
  /** All pairs that there are, also those that were not looked at. */
  readonly hypotheses: number;
  /** Pairs of features that looked changed and were not tested, since others looked more so. */
  readonly untested: number;
}

export interface CorrelationOptions {
  /** Pairs looked at on both sides; beyond them only the strongest of the reference. */
  readonly mostPairs: number;
  /** The rate that the checks share. */
  readonly falseAlarmRate: number;
}

const LOOK_TWICE = 0.05;
/** Among many pairs far more is needed to be found; the test's z is at most √1.5 times the quick one. */
const LOOK_TWICE_Z = 3;
const MANY_PAIRS = 2_000;
const MOST_TESTS = 4_000;
const MISSING_SHARE = 0.2;

/** The rank correlation of every pair of features of different columns, on both sides, put together by pairs of columns. */
export function columnPairs(features: readonly Feature[], options: CorrelationOptions): ColumnPairs {
  const byColumn = [...Map.groupBy(features, ({ column }) => column).values()];
  const all = byColumn.flatMap((ours, index) => byColumn.slice(index + 1).map((theirs) => [ours, theirs] as const));
  const looks = (all.length <= options.mostPairs ? all : strongest(all, options.mostPairs)).map(lookAt);
  const isRemarkable = (look: Look): boolean =>
    all.length > MANY_PAIRS ? look.z >= LOOK_TWICE_Z : 2 * normalSurvival(look.z) < Math.max(LOOK_TWICE, options.falseAlarmRate) || look.lacksMuch;
  const remarkable = looks.flatMap(({ features: pairs }) => pairs.filter(isRemarkable)).sort((a, b) => b.z - a.z);
  const tested = new Set(remarkable.slice(0, MOST_TESTS));
  return { pairs: looks.map((look) => pairOf(look, tested)), hypotheses: all.length, untested: remarkable.length - tested.size };
}

type FeaturesOfPair = readonly [readonly Feature[], readonly Feature[]];

/** By the first feature of each column on the reference. All pairs stay hypotheses, so that the choice costs nothing of the rate. */
function strongest(pairs: readonly FeaturesOfPair[], most: number): readonly FeaturesOfPair[] {
  const strength = ([ours, theirs]: FeaturesOfPair): number => {
    const [a, b] = [ours[0]?.reference.scores, theirs[0]?.reference.scores];
    return a && b ? Math.abs(product(a, b)) : 0;
  };
  return pairs
    .map((pair) => ({ pair, strength: strength(pair) }))
    .sort((a, b) => b.strength - a.strength)
    .slice(0, most)
    .map(({ pair }) => pair);
}

/** Two features by a quick look. */
interface Look {
  readonly a: Feature;
  readonly b: Feature;
  readonly z: number;
  /** Many rows lack one of them, so that the quick look tells little. */
  readonly lacksMuch: boolean;
}

interface PairLook extends Pick<ColumnPair, "columns" | "reference" | "current"> {
  readonly features: readonly Look[];
}

function lookAt([ours, theirs]: FeaturesOfPair): PairLook {
  const looks = ours.flatMap((a) => theirs.map((b) => ({ a, b, lacksMuch: lacksMuch(a) || lacksMuch(b), ...glance(a, b) })));
  const largest = (of: (look: (typeof looks)[number]) => number): number => looks.reduce((most, look) => Math.max(most, Math.abs(of(look))), 0);
  return {
    columns: [ours[0]?.column ?? "", theirs[0]?.column ?? ""],
    reference: largest((look) => look.reference),
    current: largest((look) => look.current),
    features: looks,
  };
}

function pairOf({ columns, reference, current, features }: PairLook, tested: ReadonlySet<Look>): ColumnPair {
  const tests = features
    .filter((look) => tested.has(look))
    .map(({ a, b }) => ({ features: [a, b] as const, test: correlationTest(a, b), tests: features.length }))
    .sort((a, b) => a.test.pValue - b.test.pValue);
  return { columns, reference, current, told: tests[0] ?? null };
}

function lacksMuch({ reference, current }: Feature): boolean {
  return [reference, current].some(({ present, group }) => present < (1 - MISSING_SHARE) * group.length);
}

/** The check of a pair that was tested; null of others. */
export function correlationCandidate({ columns, told }: ColumnPair): RelationCandidate | null {
  if (told === null) return null;
  const { features, test, tests } = told;
  const name = ({ column, level }: Feature): string => (level === null ? column : `${column} = ${level}`);
  return {
    check: "correlation",
    columns,
    statistic: test.statistic,
    pValue: Math.min(1, test.pValue * tests),
    thresholdAt: (level) => test.thresholdAt(level / tests),
    reference: test.reference,
    current: test.current,
    size: Math.min(1, Math.abs(test.current - test.reference)),
    describe: () =>
      `rank correlation of ${name(features[0])} and ${name(features[1])}: ${correlation(test.reference)} in the reference, now ${correlation(test.current)}`,
    source: `difference of Fisher's z of Spearman's rho${tests > 1 ? `, the largest of ${tests} by level` : ""}; two-sample, variance by the influence of each row, Student's t`,
  };
}
