import type { Baseline } from "../../baseline/baseline.ts";
import type { BaselineColumn } from "../../statistics/column-counts.ts";
import { columnSample, type Sample, sum } from "../../statistics/sample.ts";
import { weightedMean } from "../../statistics/two-sample/moments.ts";
import type { Window } from "../../windows/window.ts";
import type { DistanceNull } from "./chance-of-distance.ts";
import { type Comparison, type Kind, kindsOf } from "./kinds.ts";
import { type RowTail, rowTail } from "./huge-row.ts";
import { loneLevels } from "./lone-levels.ts";
import { type SeenShare, type ShareNull, shareSpread, shareTotals } from "./rare-share.ts";
import { once } from "./once.ts";
import { samplingOf } from "./sampling.ts";
import type { Spread } from "../../statistics/spread.ts";
import type { DistanceName } from "./window-distances.ts";
import { type LearnedSpread, learnSpread } from "./learn-spread.ts";
import { valueSpread } from "./value-spread.ts";

/** What a column does in windows of one kind when nothing changes. */
export interface ColumnNull {
  /** With the blocks of the kind alone. */
  readonly column: BaselineColumn;
  /** Which windows it is for, in words; empty for all. */
  readonly kind: string;
  /** All rows of the kind. */
  readonly reference: Sample;
  /** Rows and missing rows in all. */
  readonly rows: number;
  readonly missing: number;
  /** The windows of the kind. */
  readonly pieces: readonly { readonly rows: number; readonly missing: number; mean(): number }[];
  /** Windows of all kinds that the spread between them was learned from; 0: it is the prior alone. */
  readonly learnedFrom: number;
  /** Quiet windows served since the baseline that taught it too, from the start of the first to the end of the last (epoch milliseconds); null: none. */
  readonly servedWindows: { readonly windows: number; readonly from: number; readonly to: number } | null;
  /** How far out single rows lie; null for categories and without spread. */
  readonly tail: RowTail | null;
  /** How windows of numbers differ by Wasserstein, of categories by total variation. */
  spread(): Spread;
  distance(name: DistanceName): DistanceNull;
  missingShare(): ShareNull;
  /** Rows in levels, or with numbers, that no other window has. */
  newLevels(): ShareNull;
  /** How the share of rows with one value comes and goes, and of how many windows the baseline's is the mean. */
  repeats(): Pick<ShareNull, "spread" | "windows">;
}

/** What a shift of a normal number by one standard deviation does to the logit of a share near a half. */
const LOGITS_A_DEVIATION = 1.6;

const prepared = new WeakMap<BaselineColumn, Map<string, (window: Window) => ColumnNull>>();

/** What a column's windows are compared with; without a piece where the baseline has nothing like the window. Prepared once for as long as the baseline is in memory. */
export function columnNulls(baseline: Baseline, column: BaselineColumn, comparison: Comparison): (window: Window) => ColumnNull {
  const known = prepared.get(column) ?? new Map<string, (window: Window) => ColumnNull>();
  prepared.set(column, known);
  const key = JSON.stringify(comparison);
  const made = known.get(key) ?? prepare(baseline, column, comparison);
  known.set(key, made);
  return made;
}

function prepare(baseline: Baseline, column: BaselineColumn, comparison: Comparison): (window: Window) => ColumnNull {
  const kinds = kindsOf(baseline, comparison);
  const logits = comparison.daySpread * LOGITS_A_DEVIATION;
  const missing = (kind: Kind): readonly SeenShare[] => missingIn(baseline, column, kind);
  const lone = (kind: Kind): readonly SeenShare[] => loneLevels(column, kind.pieces);
  const learned: Learned = {
    distances: learnSpread(column, kinds.all, { numbers: comparison.daySpread, logits }),
    missing: once(() => shareSpread(kinds.all.map(missing), logits)),
    levels: once(() => shareSpread(kinds.all.map(lone), logits)),
    repeats: once(() => valueSpread(column, kinds.all, logits)),
  };
  const made = new Map<string, ColumnNull>();
  return (window) => {
    const kind = kinds.of(window);
    const known = made.get(kind.name) ?? kindNull(column, kind, learned, missing(kind));
    made.set(kind.name, known);
    return known;
  };
}

/** What all kinds of windows together teach. */
interface Learned {
  readonly distances: LearnedSpread;
  readonly missing: () => Spread;
  readonly levels: () => Spread;
  readonly repeats: () => Spread;
}

function kindNull(column: BaselineColumn, kind: Kind, learned: Learned, shares: readonly SeenShare[]): ColumnNull {
  const own = { ...column, blocks: kind.pieces.flat().flatMap((block) => column.blocks[block] ?? []) };
  const reference = columnSample(own, own.blocks);
  // Of how many windows one block without times is the mean, nobody knows; many, as a training file's rows are of many days.
  const windows = learned.distances.windows === 0 ? Infinity : kind.pieces.length;
  const distances = new Map<DistanceName, DistanceNull>();
  return {
    column: own,
    kind: kind.name,
    reference,
    rows: sum(shares.map((share) => share.rows)),
    missing: sum(shares.map((share) => share.of)),
    pieces: shares.map((share, piece) => ({ rows: share.rows, missing: share.of, mean: once(() => meanOf(column, kind.pieces[piece] ?? [])) })),
    learnedFrom: learned.distances.windows,
    servedWindows: null,
    tail: reference.type === "numeric" && reference.total > 0 ? rowTail(reference) : null,
    spread: once(() => learned.distances.of(column.type === "numeric" ? "wasserstein" : "total-variation")),
    distance(name) {
      const known = distances.get(name) ?? { ...samplingOf(name, reference), spread: learned.distances.of(name), referenceRows: reference.total, windows };
      distances.set(name, known);
      return known;
    },
    missingShare: once(() => ({ ...shareTotals(shares), spread: learned.missing(), windows })),
    newLevels: once(() => ({ ...shareTotals(loneLevels(column, kind.pieces)), spread: learned.levels(), windows })),
    repeats: () => ({ spread: learned.repeats(), windows }),
  };
}

function missingIn(baseline: Baseline, column: BaselineColumn, kind: Kind): readonly SeenShare[] {
  return kind.pieces.map((piece) => ({
    of: sum(piece.map((block) => column.blocks[block]?.missing ?? 0)),
    rows: sum(piece.map((block) => baseline.blocks[block]?.rows ?? 0)),
  }));
}

function meanOf(column: BaselineColumn, piece: readonly number[]): number {
  const sample = columnSample(
    column,
    piece.flatMap((block) => column.blocks[block] ?? []),
  );
  return sample.type === "numeric" && sample.total > 0 ? weightedMean(sample) : Number.NaN;
}
