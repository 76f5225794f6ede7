import { readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { literal, quoted } from "../../analyzers/data/files/quoted.ts";
import { scanRecords } from "../../analyzers/data/files/scan-records.ts";
import { openDataFile } from "../../analyzers/data/open-data-file.ts";
import { type CompareOptions, compareDataSets } from "../../analyzers/report/compare-data-sets.ts";
import type { Store } from "../../collector/clickhouse/store.ts";

/** One comparison of a file with another writing of itself; `faults` says what is not "unchanged", none is right. */
export interface Rewritten {
  readonly file: string;
  readonly writing: string;
  readonly faults: readonly string[];
}

interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Compares a file with itself written as Parquet and JSON lines, with every column as text, with dates in four writings and with decimal commas. @param path CSV in gzip. @param folder for what is written. */
export async function* rewritten(path: string, folder: string, store: Store, options: CompareOptions): AsyncGenerator<Rewritten> {
  const table = tableOf(gunzipSync(await readFile(path)).toString("utf8"));
  const plain = join(folder, "plain.csv");
  await writeFile(plain, delimited(table, ","));
  const open = () => Promise.resolve(store);
  for (const [writing, write] of Object.entries(WRITINGS)) {
    const other = await write(table, plain, folder, store);
    if (other === null) continue;
    const sides = [await openDataFile(open, path), await openDataFile(open, other)] as const;
    const report = await compareDataSets(...sides, options);
    const itself = await compareDataSets(sides[0], sides[0], options);
    for (const side of sides) await side.close();
    await rm(other, { force: true });
    yield { file: basename(path), writing, faults: faultsOf(report, itself) };
  }
}

type Report = Awaited<ReturnType<typeof compareDataSets>>;

/** What differs from a report of the file against itself. */
function faultsOf(report: Report, itself: Report): readonly string[] {
  const own = new Map(itself.columns.map((column) => [column.name, column]));
  const rows = report.reference.rows === report.current.rows ? [] : [`${report.reference.rows} rows and ${report.current.rows}`];
  return [
    ...rows,
    ...report.columns.flatMap(({ name, type, verdict, note, reasons }) => {
      const right = own.get(name);
      if (right === undefined) return [`${name}: only one side has it`];
      const told = verdict === "drifted" ? reasons.map(({ detail }) => detail).join("; ") : (note ?? "");
      return right.verdict === verdict && right.type === type ? [] : [`${name}: ${type} ${verdict} (${told}), of itself ${right.type} ${right.verdict}`];
    }),
  ];
}

type Writing = (table: Table, plain: string, folder: string, store: Store) => Promise<string | null>;

const WRITINGS: Readonly<Record<string, Writing>> = {
  Parquet: (_, plain, folder, store) => byEngine(plain, join(folder, "t.parquet"), "Parquet", null, store),
  "JSON lines": (_, plain, folder, store) => byEngine(plain, join(folder, "t.jsonl"), "JSONEachRow", null, store),
  "Parquet, all as text": ({ header }, plain, folder, store) => byEngine(plain, join(folder, "t.parquet"), "Parquet", header, store),
  "JSON lines, all as text": ({ header }, plain, folder, store) => byEngine(plain, join(folder, "t.jsonl"), "JSONEachRow", header, store),
  "dates day first": dates((moment) => `${two(moment.getUTCDate())}.${two(moment.getUTCMonth() + 1)}.${moment.getUTCFullYear()} ${clock(moment)}`),
  "dates month first": dates((moment) => {
    const hours = moment.getUTCHours();
    const rest = clock(moment).slice(2);
    return `${moment.getUTCMonth() + 1}/${moment.getUTCDate()}/${moment.getUTCFullYear()} ${hours % 12 === 0 ? 12 : hours % 12}${rest} ${hours < 12 ? "AM" : "PM"}`;
  }),
  "months by name": dates((moment) => `${moment.getUTCDate()} ${MONTHS[moment.getUTCMonth()]} ${moment.getUTCFullYear()} ${clock(moment)}`),
  "dates with slashes, year first": dates(
    (moment) => `${moment.getUTCFullYear()}/${two(moment.getUTCMonth() + 1)}/${two(moment.getUTCDate())} ${clock(moment)}`,
  ),
  "decimal commas": async ({ header, rows }, _, folder) => {
    const path = join(folder, "t.csv");
    await writeFile(path, delimited({ header, rows: rows.map((cells) => cells.map((cell) => (NUMBER.test(cell) ? cell.replace(".", ",") : cell))) }, ";"));
    return path;
  },
};

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const NUMBER = /^-?\d+(?:\.\d+)?(?:e-?\d+)?$/;
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z?$/;

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function clock(moment: Date): string {
  return moment.toISOString().slice(11, 23).replace(".000", "");
}

/** Columns of times in another writing; null where there are none. */
function dates(write: (moment: Date) => string): Writing {
  return async ({ header, rows }, _, folder) => {
    const times = header.map(
      (_name, place) => rows.some((cells) => cells[place] !== "") && rows.every((cells) => cells[place] === "" || TIME.test(cells[place] ?? "")),
    );
    if (!times.includes(true)) return null;
    const path = join(folder, "t.csv");
    const moment = (cell: string): string => (cell === "" ? "" : write(new Date(`${cell.replace(" ", "T").replace("Z", "")}Z`)));
    await writeFile(path, delimited({ header, rows: rows.map((cells) => cells.map((cell, place) => (times[place] === true ? moment(cell) : cell))) }, ","));
    return path;
  };
}

/** Written by the engine, as the types that it makes out, or with some columns as text. */
async function byEngine(plain: string, path: string, format: string, asText: readonly string[] | null, store: Store): Promise<string> {
  const structure = asText === null ? "" : `, ${literal(asText.map((name) => `${quoted(name)} Nullable(String)`).join(", "))}`;
  await rm(path, { force: true });
  await store.command(
    `INSERT INTO FUNCTION file({path: String}, '${format}') SELECT * FROM file({plain: String}, 'CSVWithNames'${structure}) SETTINGS input_format_csv_try_infer_numbers_from_strings = 0, format_csv_null_representation = '', schema_inference_make_columns_nullable = 1, input_format_max_rows_to_read_for_schema_inference = 1000000, date_time_output_format = 'iso'`,
    { plain, path },
  );
  return path;
}

function tableOf(text: string): Table {
  const rows: string[][] = [];
  let cells: string[] = [];
  scanRecords(
    text,
    ",",
    (_, value) => cells.push(value),
    ({ blank }) => {
      if (!blank) rows.push(cells);
      cells = [];
    },
  );
  return { header: rows[0] ?? [], rows: rows.slice(1) };
}

function delimited({ header, rows }: Table, delimiter: string): string {
  const field = (cell: string): string => (/[",;\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return [header, ...rows].map((cells) => `${cells.map(field).join(delimiter)}\n`).join("");
}
