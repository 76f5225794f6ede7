import { messageOf } from "../../errors.ts";
import type { CheckedColumn } from "./checked-column.ts";
import type { DataSet } from "./data/data-set.ts";
import type { ColumnPair } from "./data/pair-columns.ts";
import { columnsOfBatch, type NumberRequest, readNumbers } from "./data/read-numbers.ts";
import type { MethodChoice } from "./method-choice.ts";
import { checkNumbers } from "./numbers/check-numbers.ts";
import type { NumberSide } from "./numbers/number-side.ts";
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
  let next = readAhead(reference, current, batches[0]);
  for (const [index, batch] of batches.entries()) {
    const read = await next;
    next = readAhead(reference, current, batches[index + 1]);
    for (const [place, pair] of batch.entries())
      onColumn(read instanceof Error ? await checkAlone(reference, current, pair, choice) : checked(pair, read[place], choice));
  }
}

/** A batch, or what failed. */
async function readAhead(reference: DataSet, current: DataSet, batch: readonly ColumnPair[] | undefined): Promise<Sides | Error> {
  try {
    return batch === undefined ? [] : await readSides(reference, current, batch);
  } catch (thrown) {
    return thrown instanceof Error ? thrown : new Error(messageOf(thrown));
  }
}

async function readSides(reference: DataSet, current: DataSet, batch: readonly ColumnPair[]): Promise<Sides> {
  const requests = (side: "reference" | "current"): NumberRequest[] =>
    batch.map((pair) => ({ column: pair[side], as: pair.type === "datetime" ? "datetime" : "numeric", narrow: isNarrow(pair) }));
  const [left, right] = await Promise.all([readNumbers(reference, requests("reference")), readNumbers(current, requests("current"))]);
  return left.flatMap((before, place) => {
    const after = right[place];
    return after === undefined ? [] : [[before, after] as const];
  });
}

async function checkAlone(reference: DataSet, current: DataSet, pair: ColumnPair, choice: MethodChoice): Promise<CheckedColumn> {
  const read = await readAhead(reference, current, [pair]);
  return read instanceof Error ? uncomparedColumn(pair.name, `it could not be read: ${messageOf(read)}`) : checked(pair, read[0], choice);
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
