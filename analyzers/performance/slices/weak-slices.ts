import type { Feature } from "../../statistics/boosting/feature-bins.ts";
import { normalSurvival } from "../../statistics/distributions/normal-survival.ts";
import { seededRandom } from "../../statistics/random.ts";
import { shareInterval } from "../metric-interval.ts";
import { type MeasuredInterval, SIGNED } from "../rows/measured.ts";
import { ratioOfRows } from "../rows/ratio-of-rows.ts";
import { falseDiscoveryRates } from "./false-discovery.ts";
import { type SliceCondition, type SlicedFeature, sliceFeature } from "./slice-bins.ts";

/** A slice in which the model is worse than elsewhere. */
export interface WeakSlice {
  /** One or two. */
  readonly conditions: readonly SliceCondition[];
  /** Labelled rows of it, of all. */
  readonly rows: number;
  /** Mean loss in the half that was not searched, without rows of the slices before, with its 95 % interval; and of the rows of that half in no slice. */
  readonly loss: MeasuredInterval;
  readonly rest: number;
  readonly pValue: number;
  /** Share of false ones to be expected among the slices up to this p-value. */
  readonly falseDiscoveryRate: number;
}

export interface WeakSlices {
  readonly slices: readonly WeakSlice[];
  /** Candidates of the searched half that were tested on the other one. */
  readonly tested: number;
  readonly labelled: number;
  readonly note: string | null;
}

/** Share of false ones among what is found. */
export const FALSE_DISCOVERY_RATE = 0.05;
/** Rows that a slice must have in each half. */
const LEAST_ROWS = 25;
const MOST_FEATURES = 40;
const MOST_CANDIDATES = 60;
/** A candidate's z in the searched half must reach this (p = .01). */
const LEAST_Z = 2.326;
const SEED = 20261128;

interface Candidate {
  readonly cell: Cell;
  readonly z: number;
}

interface Cell {
  readonly first: number;
  readonly firstCode: number;
  /** −1: the slice is of one feature. */
  readonly second: number;
  readonly secondCode: number;
}

/**
 * Slices of one or two features in which the mean loss is higher than elsewhere. One half of the labelled rows, drawn by a seed, is searched: the slice with the largest z is taken, its rows are laid aside, and on, so that what a slice explains is not found again as a larger or smaller one. Each is then tested once in the other half
 * (one-sided, against the rows in none), and Benjamini and Hochberg's procedure keeps those among which at most a twentieth are to be expected false. @param losses a row's; NaN where it has no label
 */
export function weakSlices(features: readonly Feature[], losses: Float64Array): WeakSlices {
  const labelled = Int32Array.from(losses.keys()).filter((row) => !Number.isNaN(losses[row]));
  const sliced = features.slice(0, MOST_FEATURES).flatMap((feature) => sliceFeature(feature) ?? []);
  const notes = [
    ...(features.length > MOST_FEATURES ? [`the first ${MOST_FEATURES} of ${features.length} features are searched`] : []),
    ...(sliced.length === 0 ? ["no feature has two values"] : []),
    ...(labelled.length < 4 * LEAST_ROWS ? [`under ${4 * LEAST_ROWS} labelled rows tell of no slice`] : []),
  ];
  const note = notes.length === 0 ? null : notes.join("; ");
  if (sliced.length === 0 || labelled.length < 4 * LEAST_ROWS) return { slices: [], tested: 0, labelled: labelled.length, note };
  const random = seededRandom(SEED);
  const half = labelled.map(() => Number(random() < 0.5));
  const searched = labelled.filter((_, place) => half[place] === 1);
  const held = labelled.filter((_, place) => half[place] === 0);
  const cells = search(sliced, losses, searched);
  return { slices: confirmed(sliced, losses, { cells, held, labelled }), tested: cells.length, labelled: labelled.length, note };
}

/** Counts and sums of losses of every cell of one pair of features. */
interface Table {
  readonly first: number;
  readonly second: number;
  readonly width: number;
  readonly rows: Float64Array;
  readonly sums: Float64Array;
}

function search(sliced: readonly SlicedFeature[], losses: Float64Array, searched: Int32Array): readonly Cell[] {
  const tables = sliced.flatMap((one, first) => [
    tableOf(first, -1, one.conditions.length, 1),
    ...sliced.slice(first + 1).map((other, after) => tableOf(first, first + 1 + after, one.conditions.length, other.conditions.length)),
  ]);
  let open: Int32Array = searched;
  for (const row of open) for (const table of tables) put(table, sliced, row, losses[row] ?? 0, 1);
  const cells: Cell[] = [];
  while (cells.length < MOST_CANDIDATES) {
    const found = largest(tables, totalsOf(open, losses));
    if (found === null) break;
    cells.push(found.cell);
    const own = open.filter((row) => isIn(found.cell, sliced, row));
    for (const row of own) for (const table of tables) put(table, sliced, row, losses[row] ?? 0, -1);
    open = open.filter((row) => !isIn(found.cell, sliced, row));
  }
  return cells;
}

function tableOf(first: number, second: number, height: number, width: number): Table {
  return { first, second, width, rows: new Float64Array(height * width), sums: new Float64Array(height * width) };
}

function put({ first, second, width, rows, sums }: Table, sliced: readonly SlicedFeature[], row: number, loss: number, sign: 1 | -1): void {
  const [code, other] = [sliced[first]?.codes[row] ?? -1, second < 0 ? 0 : (sliced[second]?.codes[row] ?? -1)];
  if (code < 0 || other < 0) return;
  const place = code * width + other;
  rows[place] = (rows[place] ?? 0) + sign;
  sums[place] = (sums[place] ?? 0) + sign * loss;
}

interface Totals {
  readonly rows: number;
  readonly sum: number;
  readonly variance: number;
}

function totalsOf(open: Int32Array, losses: Float64Array): Totals {
  let [sum, squares] = [0, 0];
  for (const row of open) sum += losses[row] ?? 0;
  const mean = sum / open.length;
  for (const row of open) squares += ((losses[row] ?? 0) - mean) ** 2;
  return { rows: open.length, sum, variance: squares / Math.max(1, open.length - 1) };
}

/** The cell whose mean lies highest over that of the others, in standard errors; null where none reaches what is asked. */
function largest(tables: readonly Table[], totals: Totals): Candidate | null {
  let best: Candidate | null = null;
  for (const { first, second, width, rows, sums } of tables)
    for (let place = 0; place < rows.length; place++) {
      const [own, others] = [rows[place] ?? 0, totals.rows - (rows[place] ?? 0)];
      if (own < LEAST_ROWS || others < LEAST_ROWS) continue;
      const z = ((sums[place] ?? 0) / own - (totals.sum - (sums[place] ?? 0)) / others) / Math.sqrt(totals.variance * (1 / own + 1 / others));
      if (z > (best?.z ?? LEAST_Z)) best = { cell: { first, firstCode: Math.floor(place / width), second, secondCode: place % width }, z };
    }
  return best;
}

function isIn({ first, firstCode, second, secondCode }: Cell, sliced: readonly SlicedFeature[], row: number): boolean {
  return sliced[first]?.codes[row] === firstCode && (second < 0 || sliced[second]?.codes[row] === secondCode);
}

function confirmed(
  sliced: readonly SlicedFeature[],
  losses: Float64Array,
  { cells, held, labelled }: { readonly cells: readonly Cell[]; readonly held: Int32Array; readonly labelled: Int32Array },
): readonly WeakSlice[] {
  const own = cells.map((): number[] => []);
  const rest: number[] = [];
  for (const row of held) (own[cells.findIndex((cell) => isIn(cell, sliced, row))] ?? rest).push(losses[row] ?? 0);
  const around = momentsOf(rest);
  const pValues = own.map((values) => {
    const { rows, mean, variance } = momentsOf(values);
    // A slice all of whose rows are wrong has no variance of its own: that of the others stands in where it is larger.
    const error = Math.sqrt(Math.max(variance, around.variance) / rows + around.variance / around.rows);
    return rows < LEAST_ROWS || around.rows < LEAST_ROWS || !(error > 0) ? 1 : normalSurvival((mean - around.mean) / error);
  });
  const rates = falseDiscoveryRates(pValues);
  return cells.flatMap((cell, place): readonly WeakSlice[] => {
    const [pValue = 1, rate = 1, values = []] = [pValues[place], rates[place], own[place]];
    if (rate > FALSE_DISCOVERY_RATE) return [];
    const rows = labelled.reduce((count, row) => count + Number(isIn(cell, sliced, row)), 0);
    return [{ conditions: conditionsOf(cell, sliced), rows, loss: meanOf(values), rest: around.mean, pValue, falseDiscoveryRate: rate }];
  });
}

/** Rows, mean and variance (divisor n − 1). */
function momentsOf(values: readonly number[]): { readonly rows: number; readonly mean: number; readonly variance: number } {
  const rows = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, rows);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { rows, mean, variance: squares / Math.max(1, rows - 1) };
}

function meanOf(values: readonly number[]): MeasuredInterval {
  const hits = values.filter((value) => value === 1).length;
  if (values.every((value) => value === 0 || value === 1)) return shareInterval(hits, values.length) ?? { value: null, low: null, high: null };
  return ratioOfRows(Float64Array.from(values), null, { range: SIGNED, empty: "no row has a label" });
}

function conditionsOf({ first, firstCode, second, secondCode }: Cell, sliced: readonly SlicedFeature[]): readonly SliceCondition[] {
  const [one, other] = [sliced[first]?.conditions[firstCode], sliced[second]?.conditions[secondCode]];
  return [...(one === undefined ? [] : [one]), ...(second < 0 || other === undefined ? [] : [other])];
}

/** A slice in words: "carrier is AA and distance is 500 or more". */
export function sliceInWords(conditions: readonly SliceCondition[]): string {
  return conditions.map((condition) => `${condition.feature} ${conditionInWords(condition)}`).join(" and ");
}

function conditionInWords({ level, from, to, missing }: SliceCondition): string {
  if (missing) return "is missing";
  if (level !== null) return `is ${level}`;
  if (from === null) return `is under ${to}`;
  return to === null ? `is ${from} or more` : `is from ${from} to under ${to}`;
}
