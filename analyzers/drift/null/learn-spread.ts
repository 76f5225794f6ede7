import type { BaselineColumn } from "../../statistics/column-counts.ts";
import { columnSample, weightedSample } from "../../statistics/sample.ts";
import { weightedDeviation } from "../../statistics/two-sample/moments.ts";
import { distanceLikelihood, type SeenDistances } from "./chance-of-distance.ts";
import { columnMatrix, type ColumnMatrix } from "./column-matrix.ts";
import type { Kind } from "./kinds.ts";
import { type Sampling, samplingOf } from "./sampling.ts";
import { type Spread, spreadOf } from "../../statistics/spread.ts";
import { type DistanceName, windowDistances } from "./window-distances.ts";

/** How windows of a column differ, by each distance. */
export interface LearnedSpread {
  /** Windows that it was learned from: those that have another of their kind beside them. */
  readonly windows: number;
  of(distance: DistanceName): Spread;
}

/** What the windows of a baseline teach of how windows differ, each held against the others of its kind, all kinds together. Made when asked. @param scales of the prior: standard deviations of numbers, logits of shares */
export function learnSpread(column: BaselineColumn, kinds: readonly Kind[], scales: { readonly numbers: number; readonly logits: number }): LearnedSpread {
  const taught = kinds.filter((kind) => kind.pieces.length > 1);
  const known = new Map<DistanceName, Spread>();
  let seen: ReturnType<typeof seenOf>;
  return {
    windows: taught.reduce((sum, kind) => sum + kind.pieces.length, 0),
    of(distance) {
      seen ??= seenOf(column, taught);
      const spread = known.get(distance) ?? spreadOf(column.type === "numeric" ? scales.numbers : scales.logits, likelihoodOf(distance, seen));
      known.set(distance, spread);
      return spread;
    },
  };
}

type Seen = readonly {
  readonly sampling: (distance: DistanceName) => Sampling;
  readonly distances: Readonly<Record<DistanceName, readonly SeenDistances[]>>;
}[];

function seenOf(column: BaselineColumn, kinds: readonly Kind[]): Seen {
  const matrix = columnMatrix(
    column,
    kinds.flatMap((kind) => kind.pieces),
  );
  let next = 0;
  return kinds.map((kind) => {
    const pieces = matrix.pieces.slice(next, (next += kind.pieces.length));
    const reference = columnSample(
      column,
      kind.pieces.flat().flatMap((block) => column.blocks[block] ?? []),
    );
    const own = ofPieces(matrix, pieces);
    const deviation = column.type === "numeric" ? weightedDeviation(weightedSample(own.values.map((value, cell) => [value, own.total[cell] ?? 0]))) : 1;
    return { sampling: (distance) => samplingOf(distance, reference), distances: windowDistances(own, deviation) };
  });
}

function ofPieces({ values }: ColumnMatrix, pieces: ColumnMatrix["pieces"]): ColumnMatrix {
  const total = Array.from({ length: pieces[0]?.length ?? 0 }, () => 0);
  for (const piece of pieces) for (let cell = 0; cell < piece.length; cell++) total[cell] = (total[cell] ?? 0) + (piece[cell] ?? 0);
  return { values, pieces, total };
}

function likelihoodOf(distance: DistanceName, seen: Seen): (size: number) => number {
  const nulls = seen.map(({ sampling, distances }) => ({ known: sampling(distance), distances: distances[distance] }));
  return (size) => nulls.reduce((log, { known, distances }) => log + distanceLikelihood(known, distances, size), 0);
}
