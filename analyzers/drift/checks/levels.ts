import type { ColumnNull } from "../null/column-null.ts";
import { shareChance } from "../null/rare-share.ts";
import { meanOverLevels } from "../../statistics/spread.ts";
import { type CategoricalSample, sum } from "../../statistics/sample.ts";
import { type Check, shareSource } from "./check.ts";

/** Levels that came or went, largest first, with their share in the window or in the baseline. */
export interface LevelChanges {
  readonly appeared: readonly { readonly level: string; readonly share: number }[];
  readonly vanished: readonly { readonly level: string; readonly share: number; readonly pValue: number }[];
}

export function levelChanges(known: ColumnNull, current: CategoricalSample): LevelChanges {
  const { reference } = known;
  if (reference.type !== "categorical") return { appeared: [], vanished: [] };
  const comparable = comparableBlocks(known, current.total);
  const appeared = [...current.counts].filter(([level]) => !reference.counts.has(level)).map(([level, rows]) => ({ level, share: rows / current.total }));
  const vanished = [...reference.counts]
    .filter(([level]) => !current.counts.has(level))
    .map(([level, rows]) => ({ level, share: rows / reference.total, pValue: absence(known, comparable, level, rows / reference.total, current.total) }));
  return { appeared: appeared.sort((a, b) => b.share - a.share), vanished: vanished.sort((a, b) => b.share - a.share) };
}

/**
 * Whether new levels, or the absence of known ones, are more than chance. New: rows in levels never seen are beta-binomial as those that the baseline's windows had in levels of their own (`null/lone-levels.ts`). Gone: the chance that no row
 * of so many has the level, or the share of blocks without it where that is larger, times the number of levels.
 */
export function levelsCheck(known: ColumnNull, current: CategoricalSample): Check | null {
  const { reference } = known;
  if (reference.type !== "categorical" || reference.total === 0 || current.total === 0) return null;
  const { appeared, vanished } = levelChanges(known, current);
  const rows = Math.round(sum(appeared.map((level) => level.share)) * current.total);
  const ofNew = shareChance(known.newLevels(), { of: rows, rows: current.total });
  const ofGone = Math.min(1, reference.counts.size * Math.min(1, ...vanished.map((level) => level.pValue)));
  const named = [...appeared.slice(0, 3).map(({ level }) => `new: ${level}`), ...vanished.slice(0, 3).map(({ level }) => `gone: ${level}`)];
  const statistic = sum(appeared.map((level) => level.share));
  return {
    check: "levels",
    statistic,
    pValue: Math.min(1, 2 * Math.min(ofNew, ofGone)),
    thresholdAt: () => null,
    effect: Math.max(statistic, ...(ofGone < ofNew ? vanished.slice(0, 1).map((level) => level.share) : [])),
    detail: named.join(", "),
    source: shareSource(known, known.newLevels()),
  };
}

/** Blocks of under half the window's rows say nothing about a level's absence. */
function comparableBlocks(known: ColumnNull, rows: number): ColumnNull["column"]["blocks"] {
  return known.column.blocks.filter((block) => sum([...block.counts.values()]) >= rows / 2);
}

/** No row has the level, its odds multiplied by the window's own level. */
function absence(known: ColumnNull, comparable: ColumnNull["column"]["blocks"], level: string, share: number, rows: number): number {
  const without = comparable.filter((block) => block.type === "categorical" && !block.counts.has(level)).length;
  const byRows = meanOverLevels(known.spread(), (deviation) => Math.exp(-rows * Math.log1p((share / (1 - share)) * Math.exp(-deviation))));
  return Math.max(byRows, comparable.length < 2 ? 0 : without / comparable.length);
}
