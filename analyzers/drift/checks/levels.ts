import binomialCdf from "@stdlib/stats-base-dists-binomial-cdf";
import type { ColumnNull } from "../null/column-null.ts";
import { type CategoricalSample, sum } from "../../statistics/sample.ts";
import type { Check } from "./check.ts";

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
    .map(([level, rows]) => ({ level, share: rows / reference.total, pValue: absence(comparable, level, rows / reference.total, current.total) }));
  return { appeared: appeared.sort((a, b) => b.share - a.share), vanished: vanished.sort((a, b) => b.share - a.share) };
}

/**
 * Whether new levels, or the absence of known ones, are more than chance. New: rows in levels never seen are at most binomial with the baseline's unseen mass, which Good and Turing
 * estimate by the share of levels' rows seen in one block only. Gone: the chance that no row of so many has the level, or the share of blocks without it where that is larger,
 * times the number of levels. [Good 1953, The population frequencies of species, Biometrika 40]
 */
export function levelsCheck(known: ColumnNull, current: CategoricalSample): Check | null {
  const { reference } = known;
  if (reference.type !== "categorical" || reference.total === 0 || current.total === 0) return null;
  const { appeared, vanished } = levelChanges(known, current);
  const unseen = (rowsOfLoneLevels(known) + 1) / (reference.total + 1);
  const rows = Math.round(sum(appeared.map((level) => level.share)) * current.total);
  const ofNew = rows === 0 ? 1 : binomialCdf(current.total - rows, current.total, 1 - Math.min(1, unseen));
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
    source: "Good–Turing unseen mass of the baseline",
  };
}

function rowsOfLoneLevels(known: ColumnNull): number {
  const blocks = new Map<string, { blocks: number; rows: number }>();
  for (const block of known.column.blocks)
    if (block.type === "categorical")
      for (const [level, rows] of block.counts) {
        const seen = blocks.get(level) ?? { blocks: 0, rows: 0 };
        blocks.set(level, { blocks: seen.blocks + 1, rows: seen.rows + rows });
      }
  return known.column.blocks.length < 2 ? 0 : sum([...blocks.values()].filter((seen) => seen.blocks === 1).map((seen) => seen.rows));
}

/** Blocks of under half the window's rows say nothing about a level's absence. */
function comparableBlocks(known: ColumnNull, rows: number): ColumnNull["column"]["blocks"] {
  return known.column.blocks.filter((block) => sum([...block.counts.values()]) >= rows / 2);
}

function absence(comparable: ColumnNull["column"]["blocks"], level: string, share: number, rows: number): number {
  const without = comparable.filter((block) => block.type === "categorical" && !block.counts.has(level)).length;
  return Math.max((1 - share) ** rows, comparable.length < 2 ? 0 : without / comparable.length);
}
