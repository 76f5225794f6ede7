import type { QueryParameters } from "../../collector/clickhouse/store.ts";
import type { DataSet, DataTable } from "../data/data-set.ts";
import { sqlText } from "../data/natures/reading.ts";
import { ISO_PATTERN } from "../data/natures/time-readings.ts";
import { TRUTH_WORDS, truthReading } from "../data/natures/truth-reading.ts";
import { plainSql } from "../data/plain-sql.ts";
import { type Broken, type BrokenRules, UNBROKEN } from "./broken-rules.ts";
import type { CheckedData } from "./check-against-schema.ts";
import { type ColumnFacts, MOST_COUNTED } from "./column-facts.ts";
import type { ColumnSchema, DataSchema } from "./data-schema.ts";

/** Columns read in one pass, whose bounds travel in the request's address. */
const COLUMNS_A_QUERY = 50;
const EXAMPLES = 3;

/** Reads what a schema is learned from: the facts of every column. */
export async function readFacts(data: DataSet): Promise<{ readonly rows: number; readonly facts: readonly ColumnFacts[] }> {
  const names = [...data.columns.keys()];
  const { rows, facts } = await read(
    data,
    names.map((name) => ({ name })),
  );
  return { rows, facts: names.flatMap((name) => facts.get(name) ?? []) };
}

/** Reads what a schema needs to be held against a data set. */
export async function readChecked(data: DataSet, schema: DataSchema): Promise<CheckedData> {
  const known = schema.columns.filter(({ name }) => data.columns.has(name));
  const { rows, facts, broken } = await read(data, known);
  const all = new Map(broken);
  for (const { name, values } of known) {
    const [own, of] = [broken.get(name), facts.get(name)];
    if (own && of && values) all.set(name, { ...own, values: strangers(values, of.present, of.counts ?? (await commonest(data, name))) });
  }
  return { rows, columns: [...data.columns.keys()], facts, broken: all };
}

/** Rows by value of the commonest values: of a column that has more of them than its schema ever knew. */
async function commonest(data: DataSet, name: string): Promise<ReadonlyMap<string, number>> {
  const { store, table, parameters } = await data.tableOf([name]);
  const rows = await store.query<{ value: string; rows: number }>(
    `SELECT tidemark_value AS value, tidemark_rows AS rows FROM (SELECT ifNull(toString(${sqlOf(data, name)}), '') AS tidemark_value, count() AS tidemark_rows FROM ${table} WHERE tidemark_value != '' GROUP BY tidemark_value) ORDER BY rows DESC, value LIMIT ${MOST_COUNTED}`,
    { ...parameters, ...data.columns.get(name)?.parameters },
  );
  return new Map(rows.map((row) => [row.value, row.rows]));
}

type Asked = Pick<ColumnSchema, "name"> & Partial<ColumnSchema>;

interface Read {
  readonly rows: number;
  readonly facts: ReadonlyMap<string, ColumnFacts>;
  readonly broken: ReadonlyMap<string, BrokenRules>;
}

async function read(data: DataSet, columns: readonly Asked[]): Promise<Read> {
  const facts = new Map<string, ColumnFacts>();
  const broken = new Map<string, BrokenRules>();
  let rows = data.rows;
  for (let from = 0; from < Math.max(1, columns.length); from += COLUMNS_A_QUERY) {
    const some = columns.slice(from, from + COLUMNS_A_QUERY);
    const table = await data.tableOf(some.map(({ name }) => name));
    const [row = {}] = await table.store.query<Row>(factsSql(data, table, some), { ...parametersOfAll(data, table, some), ...parametersOf(some) });
    rows = Number(row["rows"] ?? 0);
    some.forEach((column, index) => broken.set(column.name, brokenOf(row, index)));
    const read = some.map(({ name }, index) => factsOf(name, row, index));
    const counted = read.filter(isCounted);
    const counts = await readCounts(data, table, counted);
    for (const one of read) facts.set(one.name, { ...one, counts: counts.get(one.name) ?? null });
  }
  return { rows, facts, broken };
}

type Row = Readonly<Record<string, unknown>>;

/** One pass over the file: of column i its value as text `s` or, where the file holds numbers, as it is; its number `x`; whether it is there `p`; and what is counted of them. */
function factsSql(data: DataSet, table: DataTable, columns: readonly Asked[]): string {
  const read = columns.map((column) => ({ column, ...readAs(data, column) }));
  const values = read.map((as, i) => valueSql(as, i));
  const facts = read.flatMap(({ column, ...as }, i) => [...countSql(as, i), ...rulesSql(column, as, i)]);
  const inner = values.length === 0 ? "1 AS one" : values.join(", ");
  return `SELECT count() AS rows${facts.map((sql) => `, ${sql}`).join("")} FROM (SELECT ${inner} FROM ${table.table})`;
}

function sqlOf({ columns }: DataSet, name: string): string {
  const column = columns.get(name);
  return column === undefined ? "NULL" : plainSql(column).sql;
}

interface ReadAs {
  readonly type: string;
  readonly sql: string;
  /** Whether digits in it are no numbers: codes with leading zeros, and what is declared text. */
  readonly isText: boolean;
  /** SQL of whether text of column i is a time. */
  readonly time: (i: number) => string;
}

/** How a column is read: as the data set has it; truth values are 1 and 0 where the schema has such numbers, as they may be in other files. */
function readAs({ columns }: DataSet, { name, type, whole, min, max }: Asked): ReadAs {
  const column = columns.get(name);
  if (column === undefined) return { type: "", sql: "NULL", isText: true, time: isTime };
  const plain = plainSql(column);
  const isText = column.nature === "string" && column.texts && type !== "number";
  const isBit = type === "number" && whole === true && min !== undefined && min >= 0 && max !== undefined && max <= 1;
  if (column.nature === "boolean" && isBit) {
    const text = `toString(${plain.sql})`;
    return { type: "Nullable(String)", sql: `ifNull(toString(${truthReading.sql(text)}), ${text})`, isText, time: isTime };
  }
  // Where day and month cannot be told apart, it is a time all the same.
  const [reading, other] = column.nature === "time" ? column.readings : [];
  const time = reading === undefined || other === undefined ? isTime : (i: number): string => `isNotNull(${reading.sql(`tidemark_s${i}`)})`;
  return { ...plain, isText, time };
}

function parametersOfAll(data: DataSet, table: DataTable, columns: readonly Pick<Asked, "name">[]): QueryParameters {
  return Object.assign({}, table.parameters, ...columns.map(({ name }) => data.columns.get(name)?.parameters)) as QueryParameters;
}

function holdsNumbers(type: string): boolean {
  return /^(Nullable\()?(U?Int|Float|BFloat)/.test(type);
}

function valueSql({ type, sql, isText }: ReadAs, i: number): string {
  if (holdsNumbers(type))
    return `${sql} AS tidemark_s${i}, if(isNaN(tidemark_s${i}), NULL, tidemark_s${i}) AS tidemark_x${i}, tidemark_x${i} IS NOT NULL AS tidemark_p${i}`;
  return `ifNull(toString(${sql}), '') AS tidemark_t${i}, if(lower(tidemark_t${i}) = 'nan', '', tidemark_t${i}) AS tidemark_s${i}, tidemark_s${i} != '' AS tidemark_p${i}, ${isText ? "CAST(NULL, 'Nullable(Float64)')" : `if(tidemark_p${i}, toFloat64OrNull(tidemark_s${i}), NULL)`} AS tidemark_x${i}`;
}

function countSql({ type, time }: ReadAs, i: number): readonly string[] {
  const text = !holdsNumbers(type);
  // Fractions are hardly ever the same twice, and say nothing by it.
  const distinct = /Float|Decimal/.test(type) ? "NULL" : `uniqExactIf(${text ? `sipHash64(tidemark_s${i})` : `tidemark_s${i}`}, tidemark_p${i})`;
  return [
    `countIf(tidemark_p${i}) AS present${i}, countIf(tidemark_x${i} IS NOT NULL) AS numbers${i}, countIf(isInfinite(tidemark_x${i})) AS infinite${i}, countIf(tidemark_x${i} = floor(tidemark_x${i}) AND isFinite(tidemark_x${i})) AS whole${i}`,
    `minIf(tidemark_x${i}, isFinite(tidemark_x${i})) AS least${i}, maxIf(tidemark_x${i}, isFinite(tidemark_x${i})) AS greatest${i}, ${distinct} AS distinct${i}`,
    text
      ? `countIf(${time(i)}) AS times${i}, countIf(${isBoolean(i)}) AS booleans${i}, minIf(lengthUTF8(tidemark_s${i}), tidemark_p${i}) AS shortest${i}, maxIf(lengthUTF8(tidemark_s${i}), tidemark_p${i}) AS longest${i}`
      : `0 AS times${i}`,
  ];
}

function rulesSql({ type, whole, min, max, length }: Asked, { type: held, time }: ReadAs, i: number): readonly string[] {
  const text = !holdsNumbers(held);
  // Bounds are compared in the precision that the file holds, in which they were learned.
  const bound = held.includes("Float32") ? "Float32" : "Float64";
  return [
    ruleSql("Type", i, typeSql(type, text, time, i)),
    ruleSql("Whole", i, whole ? `isFinite(tidemark_x${i}) AND tidemark_x${i} != floor(tidemark_x${i})` : null),
    ruleSql("Min", i, min === undefined ? null : `isFinite(tidemark_x${i}) AND tidemark_x${i} < {min${i}: ${bound}}`),
    ruleSql("Max", i, max === undefined ? null : `isFinite(tidemark_x${i}) AND tidemark_x${i} > {max${i}: ${bound}}`),
    ruleSql(
      "Length",
      i,
      length === undefined || !text
        ? null
        : `tidemark_p${i} AND (lengthUTF8(tidemark_s${i}) < {short${i}: UInt64} OR lengthUTF8(tidemark_s${i}) > {long${i}: UInt64})`,
    ),
  ].flatMap((sql) => sql ?? []);
}

function ruleSql(rule: string, i: number, condition: string | null): string | null {
  if (condition === null) return null;
  return `countIf(ifNull(${condition}, 0)) AS rows${rule}${i}, arrayMap(value -> toString(value), topKIf(${EXAMPLES})(tidemark_s${i}, ifNull(${condition}, 0))) AS examples${rule}${i}`;
}

/** What does not read as the type; numbers of the file read as numbers and text only. */
function typeSql(type: ColumnSchema["type"] | undefined, text: boolean, time: ReadAs["time"], i: number): string | null {
  if (type === "number") return text ? `tidemark_p${i} AND tidemark_x${i} IS NULL` : null;
  if (type === "boolean") return text ? `tidemark_p${i} AND NOT ${isBoolean(i)}` : `tidemark_p${i} AND tidemark_x${i} NOT IN (0, 1)`;
  if (type === "time") return text ? `tidemark_p${i} AND NOT ${time(i)}` : `tidemark_p${i}`;
  return null;
}

function isTime(i: number): string {
  return `match(tidemark_s${i}, ${sqlText(ISO_PATTERN)})`;
}

function isBoolean(i: number): string {
  return `lower(trimBoth(tidemark_s${i})) IN ('${TRUTH_WORDS.join("', '")}')`;
}

function parametersOf(columns: readonly Asked[]): QueryParameters {
  return Object.fromEntries(
    columns.flatMap(({ min, max, length }, i) => [
      ...(min === undefined ? [] : [[`min${i}`, min]]),
      ...(max === undefined ? [] : [[`max${i}`, max]]),
      ...(length === undefined
        ? []
        : [
            [`short${i}`, length.min],
            [`long${i}`, length.max],
          ]),
    ]),
  );
}

function factsOf(name: string, row: Row, i: number): ColumnFacts {
  const number = (key: string): number => Number(row[`${key}${i}`] ?? 0);
  const orNull = (key: string): number | null => (row[`${key}${i}`] === null || row[`${key}${i}`] === undefined ? null : Number(row[`${key}${i}`]));
  return {
    name,
    present: number("present"),
    numbers: number("numbers"),
    times: number("times"),
    booleans: number("booleans"),
    infinite: number("infinite"),
    whole: number("whole"),
    least: orNull("least"),
    greatest: orNull("greatest"),
    shortest: number("shortest"),
    longest: number("longest"),
    distinct: orNull("distinct"),
    counts: null,
  };
}

function brokenOf(row: Row, i: number): BrokenRules {
  const of = (rule: string): Broken => ({
    rows: Number(row[`rows${rule}${i}`] ?? 0),
    examples: (row[`examples${rule}${i}`] as readonly string[] | undefined) ?? [],
  });
  return { type: of("Type"), whole: of("Whole"), min: of("Min"), max: of("Max"), values: UNBROKEN, length: of("Length") };
}

/** Text with few enough values. */
function isCounted({ present, numbers, times, booleans, distinct }: ColumnFacts): boolean {
  return distinct !== null && distinct <= MOST_COUNTED && Math.max(numbers, times, booleans) < present;
}

async function readCounts(data: DataSet, table: DataTable, columns: readonly ColumnFacts[]): Promise<ReadonlyMap<string, ReadonlyMap<string, number>>> {
  if (columns.length === 0) return new Map();
  const texts = columns.map((_, i) => `sumMapIf(map(tidemark_s${i}, toUInt64(1)), tidemark_s${i} != '') AS counts${i}`);
  const values = columns.map(({ name }, i) => `ifNull(toString(${sqlOf(data, name)}), '') AS tidemark_s${i}`);
  const [row = {}] = await table.store.query<Readonly<Record<string, Readonly<Record<string, number>>>>>(
    `SELECT ${texts.join(", ")} FROM (SELECT ${values.join(", ")} FROM ${table.table})`,
    parametersOfAll(data, table, columns),
  );
  return new Map(columns.map(({ name }, i) => [name, new Map(Object.entries(row[`counts${i}`] ?? {}))]));
}

/** Values outside of a domain, those that were not counted among them. */
function strangers(domain: readonly string[], present: number, counts: ReadonlyMap<string, number>): Broken {
  const known = new Set(domain);
  const knownRows = [...known].reduce((total, value) => total + (counts.get(value) ?? 0), 0);
  const strange = [...counts].filter(([value]) => !known.has(value)).sort(([, a], [, b]) => b - a);
  return { rows: present - knownRows, examples: strange.slice(0, EXAMPLES).map(([value]) => value) };
}
