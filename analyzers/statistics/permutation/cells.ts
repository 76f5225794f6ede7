import type { CategoricalSample, NumericSample, Sample } from "../sample.ts";
import { fewValues } from "../two-sample/few-values.ts";

/** Rows of both samples in the same cells. */
export interface Cells {
  /** Where the cells lie, rising; null for categories. */
  readonly values: Float64Array | null;
  readonly reference: Float64Array;
  readonly current: Float64Array;
  /** True when every distinct value or category is a cell of its own. */
  readonly exact: boolean;
}

/** Cells in the middle of a large column, each with as many rows. */
const CELLS = 128;
/** A cell has at most this share of the rows beyond it, so that a heavy tail keeps its values. */
const TAIL_SHARE = 0.2;
/** Up to so many distinct values each is a cell. */
const EXACT_VALUES = 1024;
/** Rare categories share cells above so many. */
const LEVELS = 1024;

/** Both samples in cells by their pooled rows alone, so that permuting the rows changes no cell. Of one type, both with rows. */
export function cellsOf(reference: Sample, current: Sample): Cells {
  if (reference.type === "numeric" && current.type === "numeric") return numericCells(reference, current);
  if (reference.type === "categorical" && current.type === "categorical") return categoryCells(reference, current);
  throw new TypeError(`comparing samples: the reference is ${reference.type} and the current data ${current.type}; both must be of one type`);
}

/** Values within a cell are replaced by their mean. */
function numericCells(reference: NumericSample, current: NumericSample): Cells {
  const total = reference.total + current.total;
  const exact = fewValues(reference, current, EXACT_VALUES) !== null;
  const [values, left, right]: [number[], number[], number[]] = [[], [], []];
  let [i, j, before, rows, anchor, spread, ofReference, ofCurrent] = [0, 0, 0, 0, 0, 0, 0, 0];
  while (i < reference.values.length || j < current.values.length) {
    const value = Math.min(reference.values[i] ?? Infinity, current.values[j] ?? Infinity);
    const a = reference.values[i] === value ? (reference.weights[i++] ?? 0) : 0;
    const b = current.values[j] === value ? (current.weights[j++] ?? 0) : 0;
    if (rows > 0 && (exact || rows + a + b > largestCell(before, rows, total))) {
      values.push(anchor + spread / rows);
      left.push(ofReference);
      right.push(ofCurrent);
      before += rows;
      [rows, spread, ofReference, ofCurrent] = [0, 0, 0, 0];
    }
    if (rows === 0) anchor = value;
    spread += (value - anchor) * (a + b);
    rows += a + b;
    ofReference += a;
    ofCurrent += b;
  }
  values.push(anchor + spread / rows);
  left.push(ofReference);
  right.push(ofCurrent);
  return { values: Float64Array.from(values), reference: Float64Array.from(left), current: Float64Array.from(right), exact };
}

/** Most rows of the cell that begins after `before` rows and has `rows` so far. */
function largestCell(before: number, rows: number, total: number): number {
  return Math.max(1, Math.min(total / CELLS, before * TAIL_SHARE, (total - before - rows) * TAIL_SHARE));
}

/** The most frequent levels on their own; above 1,024 levels the rare ones are dealt out, by their pooled counts, to half of the cells. */
function categoryCells(reference: CategoricalSample, current: CategoricalSample): Cells {
  const levels = [...new Set([...reference.counts.keys(), ...current.counts.keys()])].map((level) => {
    const [a, b] = [reference.counts.get(level) ?? 0, current.counts.get(level) ?? 0];
    return { level, a, b };
  });
  levels.sort((one, other) => other.a + other.b - one.a - one.b || (one.level < other.level ? -1 : 1));
  const exact = levels.length <= LEVELS;
  const alone = exact ? levels.length : LEVELS / 2;
  const cells = exact ? levels.length : LEVELS;
  const [left, right] = [new Float64Array(cells), new Float64Array(cells)];
  for (const [rank, { a, b }] of levels.entries()) {
    const cell = rank < alone ? rank : alone + ((rank - alone) % (cells - alone));
    left[cell] = (left[cell] ?? 0) + a;
    right[cell] = (right[cell] ?? 0) + b;
  }
  return { values: null, reference: left, current: right, exact };
}
