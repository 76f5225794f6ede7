import { binScore, calibrationCurve, SCORE_BINS } from "./calibration-curve.ts";
import { CONFIDENCE_BINS } from "./cell-sums.ts";
import type { PerformanceSums } from "./sums.ts";

/** Rows of one side (`p` by the predicted class, `l` by the true one), one confidence bin (null: none is sent), one class. */
export interface ClassCell {
  readonly side: "p" | "l";
  readonly bin: number | null;
  readonly right: boolean;
  readonly class: string;
  readonly rows: number;
}

/** Classes that have a curve of their own; the rarer ones share one. */
const MOST_CLASSES = 50;
/** Rows that a class needs for one. */
const LEAST_ROWS = 50;

const known = new WeakMap<PerformanceSums, readonly ClassCell[]>();

/** The cells of some sums; empty where none were kept. Read once of each sums. */
export function classCells(sums: PerformanceSums): readonly ClassCell[] {
  const cells = known.get(sums) ?? readCells(sums);
  known.set(sums, cells);
  return cells;
}

function readCells({ classCells: cells = {} }: PerformanceSums): readonly ClassCell[] {
  return Object.entries(cells).flatMap(([key, rows]) => {
    const [, side, bin = "", right, name = ""] = /^([pl])\|(\d*)\|([01])\|(.*)$/s.exec(key) ?? [];
    return side === "p" || side === "l" ? [{ side, bin: bin === "" ? null : Number(bin), right: right === "1", class: name, rows }] : [];
  });
}

/** A cell's key among sums, as `cell-sums.ts` writes it. */
export function cellKey({ side, bin, right, class: name }: ClassCell): string {
  return `${side}|${bin ?? ""}|${right ? 1 : 0}|${name}`;
}

/** How often a row is right whose class was predicted so surely. */
export type ClassRates = (predicted: string, bin: number | null) => number;

/**
 * Learns it from sums, one class against the rest: of each class that is predicted in 50 rows or more the calibration curve over the confidence bins, where rows have one, else the share of its rows that were right. All other classes
 * together have one of their own. Rates are never 0 or 1: a baseline without one wrong row does not make a wrong row impossible. [Laplace's rule of succession]
 */
export function learnClassRates(sums: PerformanceSums): ClassRates {
  const predicted = classCells(sums).filter(({ side }) => side === "p");
  const byClass = Map.groupBy(predicted, (cell) => cell.class);
  const common = new Set(
    [...byClass]
      .map(([name, cells]) => ({ name, rows: rowsOf(cells) }))
      .filter(({ rows }) => rows >= LEAST_ROWS)
      .toSorted((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1))
      .slice(0, MOST_CLASSES)
      .map(({ name }) => name),
  );
  const overall = laplace(predicted, 0.5);
  const curves = new Map([...common].map((name) => [name, rateCurve(byClass.get(name) ?? [], overall)]));
  const others = rateCurve(
    predicted.filter((cell) => !common.has(cell.class)),
    overall,
  );
  return (name, bin) => (curves.get(name) ?? others)(bin);
}

/** The middle of a confidence bin. */
export function confidenceOf(bin: number): number {
  return (bin + 0.5) / CONFIDENCE_BINS;
}

function rateCurve(cells: readonly ClassCell[], overall: number): (bin: number | null) => number {
  const plain = laplace(
    cells.filter(({ bin }) => bin === null),
    overall,
  );
  const sure = cells.filter(({ bin }) => bin !== null);
  if (sure.length === 0) return () => plain;
  const counts = (right: boolean | null): readonly number[] => {
    const rows = Array<number>(SCORE_BINS).fill(0);
    for (const cell of sure) if (right === null || cell.right === right) rows[scoreBin(cell.bin ?? 0)] = (rows[scoreBin(cell.bin ?? 0)] ?? 0) + cell.rows;
    return rows;
  };
  const curve = calibrationCurve({ rows: counts(null), positives: counts(true) });
  return (bin) => (bin === null ? plain : (curve[scoreBin(bin)] ?? binScore(scoreBin(bin))));
}

/** The share that was right, two rows of the usual share added. */
function laplace(cells: readonly ClassCell[], usual: number): number {
  return (rowsOf(cells.filter(({ right }) => right)) + 2 * usual) / (rowsOf(cells) + 2);
}

function rowsOf(cells: readonly ClassCell[]): number {
  return cells.reduce((total, { rows }) => total + rows, 0);
}

function scoreBin(bin: number): number {
  return Math.floor(confidenceOf(bin) * SCORE_BINS);
}
