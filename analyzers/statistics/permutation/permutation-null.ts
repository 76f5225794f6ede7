import type { DriftMethod, MethodOptions } from "../method.ts";
import { seededRandom } from "../random.ts";
import type { Sample } from "../sample.ts";
import { measuredIn, sizeOf, unitOf } from "../two-sample/unit.ts";
import { cellStatistic } from "./cell-statistic.ts";
import { type Cells, cellsOf } from "./cells.ts";
import { gammaTail } from "./gamma-tail.ts";
import { rowDraws } from "./row-draws.ts";
import { type Draw, splitTail } from "./split-tail.ts";
import { singleRowChance } from "./single-row-chance.ts";
import { type SurvivalCurve, survivalCurve } from "./survival-curve.ts";

/** What a statistic does when both samples come from one distribution. */
export interface PermutationNull {
  /** Chance of a statistic at least as large when the pooled rows are dealt out at random, in (0, 1]. */
  readonly pValue: number;
  /** The least statistic with a p-value of at most the level, so that pValue ≤ level exactly when the statistic reaches it; null where no statistic does. */
  thresholdAt(level: number): number | null;
  /** How it was found, in words. */
  readonly source: string;
}

/** Draws after which to stop if so many reached the observed statistic. [Besag and Clifford 1991, Sequential Monte Carlo p-values] */
const LOOKS = [
  { draws: 250, reached: 25 },
  { draws: 1000, reached: 25 },
] as const;
const FITTED = "far tail by a gamma distribution with their moments";
/** No level that anybody asks for is below this one. */
const LEAST_LEVEL = 1e-7;
/** Where a fitted tail puts the statistic below this, it is far enough out for the fit alone. */
const CLEARLY_DRIFTED = 1e-14;

/**
 * P-value and thresholds of any drift method by permutation of the pooled rows; null where the method has no statistic. By plain draws in the middle, by multilevel splitting in the far tail; the same data have the same draws.
 * Measured against exact p-values down to 4e-7 it is right within a factor of about 1.5 (one standard deviation), on average 1.05 to 1.4 times too large (docs/statistics.md, "Permutation nulls").
 * @param options.seed another series of draws; default 0.
 */
export function permutationNull(
  method: DriftMethod,
  reference: Sample,
  current: Sample,
  options: MethodOptions & { seed?: number } = {},
): PermutationNull | null {
  const { statistic } = method.compare(reference, current, options);
  if (statistic === null) return null;
  const cells = cellsOf(...inOneUnit(reference, current));
  const ofCells = cellStatistic(method, cells.values, options);
  const observed = ofCells(cells.reference, cells.current);
  if (observed === null) return null;
  const { curve, source } = nullOf(cells, ofCells, observed, options.seed ?? 0);
  const scale = observed !== 0 && statistic !== 0 ? statistic / observed : 1;
  return {
    pValue: curve.pValue(observed),
    thresholdAt: (level) => {
      const threshold = curve.thresholdAt(level) * scale;
      return Number.isFinite(threshold) ? threshold : null;
    },
    source: cells.exact ? source : `${source}; in ${cells.reference.length} cells by the pooled rows`,
  };
}

/** Numbers too large or too small for sums of squares in another unit: no order of permutations depends on it, and thresholds are scaled back by the statistic. */
function inOneUnit(reference: Sample, current: Sample): readonly [Sample, Sample] {
  if (reference.type !== "numeric" || current.type !== "numeric") return [reference, current];
  const unit = unitOf(Math.max(sizeOf(reference), sizeOf(current)));
  return [measuredIn(unit, reference), measuredIn(unit, current)];
}

function nullOf(
  cells: Cells,
  ofCells: (reference: Float64Array, current: Float64Array) => number | null,
  observed: number,
  seed: number,
): { curve: SurvivalCurve; source: string } {
  const pooled = cells.reference.map((rows, cell) => rows + (cells.current[cell] ?? 0));
  const [ofReference, ofCurrent] = [rowsOf(cells.reference), rowsOf(cells.current)];
  const smaller = Math.min(ofReference, ofCurrent);
  const random = seededRandom(seed ^ contentSeed(pooled, smaller));
  const draws = rowDraws(random, pooled, smaller);
  const rest = new Float64Array(pooled.length);
  const statisticOf = (small: Float64Array): number => {
    for (let cell = 0; cell < pooled.length; cell++) rest[cell] = (pooled[cell] ?? 0) - (small[cell] ?? 0);
    return (ofCurrent <= ofReference ? ofCells(rest, small) : ofCells(small, rest)) ?? Number.MAX_VALUE;
  };
  const drawn: Draw[] = [];
  const target = observed - 1e-9 * Math.abs(observed);
  for (const look of LOOKS) {
    while (drawn.length < look.draws) {
      const small = draws.fresh();
      drawn.push({ small, statistic: statisticOf(small) });
    }
    if (drawn.filter((draw) => draw.statistic >= target).length >= look.reached) break;
  }
  const statistics = Float64Array.from(drawn, (draw) => draw.statistic).sort();
  const plain = [{ from: -Infinity, chance: 1, statistics }];
  const words = `permutation of the pooled rows, ${drawn.length} draws`;
  if (drawn.filter((draw) => draw.statistic >= target).length >= 25) return { curve: survivalCurve(plain), source: `${words}; ${FITTED}` };
  const middle = drawn.find((draw) => draw.statistic === statistics[statistics.length >>> 1]);
  const atLeast = middle === undefined || cells.values === null ? () => 0 : singleRowChance(pooled, smaller, middle, statisticOf);
  if (gammaTail(statistics, -Infinity)(observed) < CLEARLY_DRIFTED) return { curve: survivalCurve(plain, atLeast), source: `${words}; ${FITTED}` };
  const stages = splitTail(draws, statisticOf, drawn, { smaller, target, least: LEAST_LEVEL, random });
  return {
    curve: survivalCurve(stages, atLeast),
    source: stages.length === 1 ? words : `${words}, then ${stages.length - 1} stages of splitting towards the tail`,
  };
}

function rowsOf(counts: Float64Array): number {
  return counts.reduce((sum, rows) => sum + rows, 0);
}

/** The same pooled rows have the same draws, whichever side they are on. [Fowler, Noll and Vo: FNV-1a] */
function contentSeed(pooled: Float64Array, smaller: number): number {
  let hash = 0x811c9dc5;
  for (const rows of [smaller, ...pooled]) hash = Math.imul(hash ^ rows, 0x01000193);
  return hash;
}
