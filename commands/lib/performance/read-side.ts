import type { DataSet } from "../../../analyzers/data/data-set.ts";
import { levelsInOrder, numbersInOrder, type OrderedColumn, readInOrder, timesInOrder } from "../../../analyzers/data/read-in-order.ts";
import { normalClass } from "../../../collector/events/label-class.ts";
import { TidemarkError } from "../../../errors.ts";
import { visibleLine } from "../../../visible-text.ts";

/** Which columns say what; null: none does. */
export interface SideColumns {
  readonly target: string;
  readonly prediction: string | null;
  readonly scores: readonly string[];
  readonly timestamp: string | null;
  /** Others that are needed, each as numbers and as its own texts. */
  readonly extra?: readonly string[];
}

/** What performance needs of one side, in the order of time. */
export interface Side {
  readonly name: string;
  readonly rows: number;
  readonly times: Float64Array | null;
  /** Null where the side has no such column. */
  readonly target: SideColumn | null;
  readonly prediction: SideColumn | null;
  readonly scores: readonly Float64Array[];
  /** Places of the rows in the file, in the order of time; those without a time are not among them. */
  readonly order: Uint32Array;
  /** In the order of the names asked for. */
  readonly extra: readonly ExtraColumn[];
  readonly notes: readonly string[];
}

/** A column as numbers (NaN: none) and as the texts that stand there (null: none). */
export interface ExtraColumn {
  readonly numbers: Float64Array;
  readonly texts: readonly (string | null)[];
}

/** A column as numbers (NaN: none) and as classes (`normalClass`; null: none). */
export interface SideColumn {
  /** Whether it holds numbers. */
  readonly isNumber: boolean;
  readonly numbers: Float64Array;
  readonly classes: readonly (string | null)[];
}

/** Reads one side. @param labels whether it must have the target @throws TidemarkError `input` for a column that it lacks */
export async function readSide(data: DataSet, columns: SideColumns, labels: "required" | "optional"): Promise<Side> {
  const needed = [columns.prediction, ...columns.scores, columns.timestamp, ...(columns.extra ?? []), ...(labels === "required" ? [columns.target] : [])];
  requireOf(
    data,
    needed.flatMap((name) => (name === null ? [] : [name])),
  );
  const read = await readInOrder(
    data,
    [columns.target, ...needed].flatMap((name) => (name === null ? [] : [name])),
  );
  const { order, times, notes } = orderOf(data, columns.timestamp === null ? undefined : read.get(columns.timestamp));
  const columnOf = (name: string | null): SideColumn | null => {
    const column = name === null ? undefined : read.get(name);
    return column === undefined ? null : sideColumn(column, data.columns.get(name ?? "")?.nature === "number", order);
  };
  return {
    name: data.name,
    rows: order.length,
    times,
    order,
    target: columnOf(columns.target),
    prediction: columnOf(columns.prediction),
    scores: columns.scores.map((name) => columnOf(name)?.numbers ?? new Float64Array(order.length).fill(Number.NaN)),
    extra: (columns.extra ?? []).map((name) => extraColumn(read.get(name), order)),
    notes:
      columnOf(columns.target) === null
        ? [...notes, `${visibleLine(data.name)} has no column ${visibleLine(columns.target)}: its rows have no labels.`]
        : notes,
  };
}

function extraColumn(column: OrderedColumn | undefined, order: Uint32Array): ExtraColumn {
  if (column === undefined) return { numbers: new Float64Array(order.length).fill(Number.NaN), texts: Array<null>(order.length).fill(null) };
  const [numbers, { codes, levels }] = [numbersInOrder(column), levelsInOrder(column)];
  return {
    numbers: Float64Array.from(order, (row) => numbers[row] ?? Number.NaN),
    texts: Array.from(order, (row) => levels[codes[row] ?? -1] ?? null),
  };
}

function sideColumn(column: OrderedColumn, isNumber: boolean, order: Uint32Array): SideColumn {
  const numbers = numbersInOrder(column);
  const { codes, levels } = levelsInOrder(column);
  const normal = levels.map(normalClass);
  return {
    isNumber,
    numbers: Float64Array.from(order, (row) => numbers[row] ?? Number.NaN),
    classes: Array.from(order, (row) => normal[codes[row] ?? -1] ?? null),
  };
}

function orderOf(data: DataSet, column: OrderedColumn | undefined): Pick<Side, "order" | "times" | "notes"> {
  const all = Uint32Array.from({ length: data.rows }, (_, row) => row);
  if (column === undefined) return { order: all, times: null, notes: [] };
  const times = timesInOrder(column);
  const order = all.filter((row) => Number.isFinite(times[row])).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  if (order.length === 0)
    throw new TidemarkError("input", `reading the times of ${visibleLine(data.name)}: none can be read; expected ISO 8601 or epoch seconds or milliseconds`);
  const without = data.rows - order.length;
  const notes = without === 0 ? [] : [`${visibleLine(data.name)}: ${without} rows without a time are left out.`];
  return { order, times: Float64Array.from(order, (row) => times[row] ?? 0), notes };
}

function requireOf(data: DataSet, names: readonly string[]): void {
  const missing = names.filter((name) => !data.columns.has(name));
  if (missing.length > 0)
    throw new TidemarkError(
      "input",
      `reading ${visibleLine(data.name)}: it has no column ${missing.map(visibleLine).join(", ")}; it has ${[...data.columns.keys()].slice(0, 30).map(visibleLine).join(", ")}`,
    );
  const [faulty] = names.flatMap((name) => (data.columns.get(name)?.fault === null ? [] : [[name, data.columns.get(name)?.fault]]));
  if (faulty !== undefined) throw new TidemarkError("input", `reading ${visibleLine(data.name)}: column ${visibleLine(faulty[0] ?? "")}: ${faulty[1]}`);
}
