import { visibleLine } from "../../visible-text.ts";
import type { DataSet } from "../data/data-set.ts";
import { percent } from "../findings/in-words.ts";
import { readDuplicates } from "../relations/read-relations.ts";
import { relationSource } from "../relations/relation-source.ts";

/** Share of repeated rows that is told, and how many times the other side's it must be. */
const [TOLD, TIMES] = [0.05, 5];
const HASHED_COLUMNS = 300;
const FEWEST_ROWS = 20;

type Source = Awaited<ReturnType<typeof relationSource>>;

/**
 * Says where rows of one side stand there several times (a file, or a part of it, twice), as rows of the other do not. Rows are read again, by a hash of their values, so it is asked where the columns' numbers of distinct values, which the checks have counted, give reason to.
 * A description, no check: it takes no part in the budget. `--relations` tests it.
 */
export async function repeatedNotes(reference: DataSet, current: DataSet): Promise<readonly string[]> {
  if (Math.min(reference.rows, current.rows) < FEWEST_ROWS) return [];
  const sources = await Promise.all([relationSource(reference), relationSource(current)]);
  const common = [...sources[0].columns.keys()].filter((name) => sources[1].columns.has(name)).slice(0, HASHED_COLUMNS);
  const [before, now] = [await repeatedShare(sources[0], reference.rows, common), await repeatedShare(sources[1], current.rows, common)];
  const told = (own: DataSet, share: number, other: DataSet, others: number): readonly string[] =>
    share >= TOLD && share > TIMES * others * Math.max(1, own.rows / other.rows)
      ? [
          `${percent(share)} of the rows of ${visibleLine(own.name)} repeat another one, ${percent(others)} of those of ${visibleLine(other.name)}: is it, or a part of it, there twice, or recorded more coarsely?`,
        ]
      : [];
  return [...told(current, now, reference, before), ...told(reference, before, current, now)];
}

/** Share of the rows that are not the first of their kind, 0–1. */
async function repeatedShare(source: Source, rows: number, columns: readonly string[]): Promise<number> {
  const counts = await readDuplicates(source.store, [source, source], [rows, rows], columns, 1);
  return counts.multiplicities.reduce((sum, { reference, distinct }) => sum + Math.max(0, reference - 1) * distinct, 0) / Math.max(1, counts.rows);
}
