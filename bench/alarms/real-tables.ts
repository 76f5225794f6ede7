import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { ColumnSide } from "./check-sides.ts";
import type { Random } from "./random.ts";

/** A column of real rows: each row's value as the place of it among the distinct ones, −1 where it is missing. */
interface CodedColumn {
  readonly name: string;
  /** Rising values of a numeric column; of a categorical one only how many there are. */
  readonly values: Float64Array | number;
  readonly codes: Int32Array;
}

/** Rows whose columns stay together when they are dealt out. */
export interface RealTable {
  readonly rows: number;
  readonly columns: readonly CodedColumn[];
}

const DATA = join(import.meta.dirname, "../../test/fixtures/reference/data");

/** Column, and how it is read; several ways to read one column make several columns. */
const SOURCES = [
  {
    files: ["nycflights_m01_m06.csv.gz"],
    columns: {
      month: ["numeric", "categorical"],
      dep_delay: ["numeric"],
      arr_delay: ["numeric"],
      carrier: ["categorical"],
      flight: ["numeric"],
      tailnum: ["categorical"],
      origin: ["categorical"],
      dest: ["categorical"],
      distance: ["numeric", "categorical"],
      hour: ["numeric", "categorical"],
      time_hour: ["time"],
    },
  },
  {
    files: ["nyc_weather_hourly_2013.csv.gz"],
    columns: { origin: ["categorical"], temp: ["numeric"], humid: ["numeric"], wind_speed: ["numeric"], pressure: ["numeric"] },
  },
  {
    files: ["car_loan_reference.csv.gz", "car_loan_analysis.csv.gz"],
    columns: {
      car_value: ["numeric"],
      salary_range: ["categorical"],
      loan_length: ["numeric"],
      repaid_loan_on_prev_car: ["categorical"],
      y_pred_proba: ["numeric"],
      y_pred: ["numeric"],
    },
  },
] as const;

/** Flights, weather and car loans: 25 columns in three tables. */
export async function readRealTables(): Promise<readonly RealTable[]> {
  return Promise.all(
    SOURCES.map(async ({ files, columns }) => {
      const texts = await Promise.all(files.map(async (file) => gunzipSync(await readFile(join(DATA, file))).toString()));
      return tableOf(texts.map(rowsOf).flat(), columns);
    }),
  );
}

/** Deals two disjoint sides of `rows` rows each out of a table at random; where it has too few rows, both sides draw from it with replacement. */
export function dealSides(
  table: RealTable,
  rows: number,
  random: Random,
): readonly { readonly name: string; readonly reference: ColumnSide; readonly current: ColumnSide }[] {
  const dealt =
    2 * rows <= table.rows ? withoutReplacement(table.rows, 2 * rows, random) : Int32Array.from({ length: 2 * rows }, () => random.whole(table.rows));
  const [reference, current] = [dealt.subarray(0, rows), dealt.subarray(rows)];
  return table.columns.map((column) => ({ name: column.name, reference: sideOf(column, reference), current: sideOf(column, current) }));
}

/** The first steps of Fisher's and Yates's shuffle. */
function withoutReplacement(all: number, wanted: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: all }, (_, row) => row);
  for (let place = 0; place < wanted; place++) {
    const other = place + random.whole(all - place);
    const row = order[other] ?? 0;
    order[other] = order[place] ?? 0;
    order[place] = row;
  }
  return order.subarray(0, wanted);
}

function sideOf({ values, codes }: CodedColumn, rows: Int32Array): ColumnSide {
  const counts = new Uint32Array(typeof values === "number" ? values : values.length);
  let present = 0;
  for (const row of rows) {
    const code = codes[row] ?? -1;
    if (code < 0) continue;
    counts[code] = (counts[code] ?? 0) + 1;
    present += 1;
  }
  if (typeof values === "number") return { type: "categorical", rows: rows.length, counts };
  const sorted = new Float64Array(present);
  let next = 0;
  for (let code = 0; code < counts.length; code++) next = fill(sorted, next, counts[code] ?? 0, values[code] ?? 0);
  return { type: "numeric", rows: rows.length, values: sorted };
}

function fill(sorted: Float64Array, from: number, count: number, value: number): number {
  for (let place = from; place < from + count; place++) sorted[place] = value;
  return from + count;
}

function rowsOf(text: string): readonly ReadonlyMap<string, string>[] {
  if (text.includes('"')) throw new RangeError("the bench reads files without quotes only");
  const [head = "", ...lines] = text.trimEnd().split("\n");
  const names = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return new Map(names.map((name, place) => [name, cells[place] ?? ""]));
  });
}

function tableOf(rows: readonly ReadonlyMap<string, string>[], columns: Readonly<Record<string, readonly string[]>>): RealTable {
  const coded = Object.entries(columns).flatMap(([name, ways]) => {
    const cells = rows.map((row) => row.get(name) ?? "");
    return ways.map((way) => (way === "categorical" ? codedLevels(name, cells) : codedNumbers(name, cells, way === "time" ? timeOf : Number)));
  });
  return { rows: rows.length, columns: coded };
}

const timeOf = (cell: string): number => Date.parse(cell) / 1000;

function codedNumbers(name: string, cells: readonly string[], parse: (cell: string) => number): CodedColumn {
  const numbers = Float64Array.from(cells, (cell) => (cell === "" ? Number.NaN : parse(cell)));
  const values = Float64Array.from(new Set(numbers.filter(Number.isFinite))).sort();
  const places = new Map([...values].map((value, place) => [value, place]));
  return { name, values, codes: Int32Array.from(numbers, (number) => places.get(number) ?? -1) };
}

function codedLevels(name: string, cells: readonly string[]): CodedColumn {
  const levels = new Map([...new Set(cells.filter((cell) => cell !== ""))].map((level, place) => [level, place]));
  return { name: `${name}Category`, values: levels.size, codes: Int32Array.from(cells, (cell) => levels.get(cell) ?? -1) };
}
