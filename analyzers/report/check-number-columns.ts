import { messageOf } from "../../errors.ts";
import type { CheckedColumn } from "./checked-column.ts";
import type { DataSet } from "../data/data-set.ts";
import type { ColumnPair } from "./pair-columns.ts";
import { BufferPool } from "../data/buffer-pool.ts";
import { columnsOfBatch, type NumberRequest, readNumbers, releaseNumbers } from "../data/read-numbers.ts";
import type { MethodChoice } from "./method-choice.ts";
import { checkNumbers } from "./numbers/check-numbers.ts";
import type { NumberSide } from "../data/number-side.ts";
import { reasonOf } from "../data/stored/reason-of.ts";
import { uncomparedColumn } from "./uncompared-column.ts";

type Sides = readonly (readonly [NumberSide, NumberSide])[];

/** Checks columns of numbers and times, in batches: the next is read while one is compared. A batch that cannot be read is read column by column, so that only what is at fault stays out. */
export async function checkNumberColumns(
  reference: DataSet,
  current: DataSet,
  pairs: readonly ColumnPair[],
  choice: MethodChoice,
  onColumn: (column: CheckedColumn) => void,
): Promise<void> {
  const size = columnsOfBatch(Math.max(reference.rows, current.rows));
  const batches = Array.from({ length: Math.ceil(pairs.length / size) }, (_, batch) => pairs.slice(batch * size, (batch + 1) * size));
  const pool = new BufferPool();
  const read = (batch: readonly ColumnPair[] | undefined): Promise<Sides | Error> => readAhead(reference, current, batch, pool);
  let next = read(batches[0]);
  for (const [index, batch] of batches.entries()) {
    const sides = await next;
    next = read(batches[index + 1]);
    for (const [place, pair] of batch.entries()) {
      const own = sides instanceof Error ? await read([pair]) : sides.slice(place, place + 1);
      onColumn(own instanceof Error ? uncomparedColumn(pair.name, `it could not be read: ${reasonOf(messageOf(own))}`) : checked(pair, own[0], choice));
      for (const side of own instanceof Error ? [] : own.flat()) releaseNumbers(side, pool);
    }
  }
}

/** A batch, or what failed. */
async function readAhead(reference: DataSet, current: DataSet, batch: readonly ColumnPair[] | undefined, pool: BufferPool): Promise<Sides | Error> {
  try {
    return batch === undefined ? [] : await readSides(reference, current, batch, pool);
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(messageOf(thrown));
  }
}

async function readSides(reference: DataSet, current: DataSet, batch: readonly ColumnPair[], pool: BufferPool): Promise<Sides> {
  const requests = (side: "reference" | "current"): NumberRequest[] =>
    batch.map((pair) => ({
      name: pair.name,
      column: pair[side],
      as: pair.type === "datetime" ? "datetime" : "numeric",
      reading: pair.readings[side],
      narrow: isNarrow(pair),
    }));
  const [left, right] = await Promise.all([readNumbers(reference, requests("reference"), pool), readNumbers(current, requests("current"), pool)]);
  return left.flatMap((before, place) => {
    const after = right[place];
    return after === undefined ? [] : [[before, after] as const];
  });
}

function checked(pair: ColumnPair, sides: readonly [NumberSide, NumberSide] | undefined, choice: MethodChoice): CheckedColumn {
  if (sides === undefined) return uncomparedColumn(pair.name, "it could not be read");
  return checkNumbers({ name: pair.name, type: pair.type === "datetime" ? "datetime" : "numeric" }, sides[0], sides[1], choice);
}

/** Single precision where it is exact on both sides, or where one side has no more. */
function isNarrow({ type, reference, current }: ColumnPair): boolean {
  if (type !== "numeric") return false;
  return (reference.narrow && current.narrow) || [reference, current].some((side) => side.type.includes("Float32"));
}
