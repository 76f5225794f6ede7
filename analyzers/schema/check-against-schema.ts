import binomialCdf from "@stdlib/stats-base-dists-binomial-cdf";
import type { Anomaly, AnomalyKind } from "./anomaly.ts";
import { type Broken, type BrokenRules, UNBROKEN } from "./broken-rules.ts";
import type { ColumnFacts } from "./column-facts.ts";
import type { ColumnSchema, DataSchema } from "./data-schema.ts";

/** A data set as it is held against a schema: all its columns; of those that the schema lists also what they break. */
export interface CheckedData {
  readonly rows: number;
  readonly columns: readonly string[];
  readonly facts: ReadonlyMap<string, ColumnFacts>;
  readonly broken: ReadonlyMap<string, BrokenRules>;
}

const LEAST_ROWS_NOW_NUMBERS = 20;

/**
 * Holds data to a schema. A rule with a tolerance is broken when so many rows break it as would with a chance of at most `falseAlarmRate` ÷ rules if the tolerated share did (binomial); one without, by any row.
 * Errors first, then in the schema's order.
 */
export function checkAgainstSchema(schema: DataSchema, data: CheckedData): readonly Anomaly[] {
  const level = schema.falseAlarmRate / Math.max(1, rulesOf(schema));
  const listed = new Set(schema.columns.map(({ name }) => name));
  const found = [
    ...(data.rows < schema.leastRows ? [tooFewRows(data.rows, schema.leastRows)] : []),
    ...schema.columns.flatMap((column) => checkColumn(column, data, level)),
    ...(schema.closed ? data.columns.filter((name) => !listed.has(name)).map(newColumn) : []),
  ];
  return found.sort((a, b) => Number(b.severity === "error") - Number(a.severity === "error"));
}

function checkColumn(column: ColumnSchema, data: CheckedData, level: number): readonly Anomaly[] {
  const facts = data.facts.get(column.name);
  if (!facts) return column.present > 0 ? [missingColumn(column)] : [];
  if (data.rows === 0) return [];
  if (facts.present === 0) return exceeds(data.rows, data.rows, 1 - column.present, level) ? [absent(column, data.rows)] : [];
  const broken = data.broken.get(column.name);
  return [
    lowPresent(column, facts, data.rows, level),
    notUnique(column, facts),
    nowNumbers(column, facts),
    infinite(column, facts, level),
    ...ruleAnomalies(column, facts, broken, level),
  ].filter((anomaly) => anomaly !== null);
}

/** Kind, rule and words of what values break. */
function ruleAnomalies(column: ColumnSchema, facts: ColumnFacts, broken: BrokenRules | undefined, level: number): readonly (Anomaly | null)[] {
  const [small, big]: readonly [AnomalyKind, AnomalyKind] = column.whole ? ["intTypeSmallInt", "intTypeBigInt"] : ["floatTypeSmallFloat", "floatTypeBigFloat"];
  const judge = (rows: Broken, tolerance: number, kind: AnomalyKind, severity: Anomaly["severity"], what: string, expected: string): Anomaly | null => {
    if (!exceeds(rows.rows, facts.present, tolerance, level)) return null;
    const share = rows.rows / facts.present;
    const named = rows.examples.length === 0 ? "" : `: ${rows.examples.join(", ")}`;
    const detail = `${column.name}: ${rows.rows} of ${facts.present} values (${percentOf(share)}) ${what}${named}`;
    return { column: column.name, kind, severity, rows: rows.rows, share, examples: rows.examples, detail, expected };
  };
  const { type = UNBROKEN, whole = UNBROKEN, min = UNBROKEN, max = UNBROKEN, values = UNBROKEN, length = UNBROKEN } = broken ?? {};
  const within = column.tolerance === 0 ? "" : `, but for ${percentOf(column.tolerance)} of the rows`;
  return [
    judge(type, 0, typeAnomaly(column), "error", `do not read as ${TYPE_WORDS[column.type]}`, `${TYPE_WORDS[column.type]} in every row with a value`),
    judge(whole, column.tolerance, "intTypeIntExpected", "warning", "are not whole", `whole numbers${within}`),
    judge(min, column.tolerance, small, "error", `are under ${column.min}`, `${column.min} or more${within}`),
    judge(max, column.tolerance, big, "error", `are over ${column.max}`, `${column.max} or less${within}`),
    judge(values, column.tolerance, "enumTypeUnexpectedStringValues", "error", "are none of the values known", `${listOf(column.values ?? [])}${within}`),
    judge(
      length,
      column.tolerance,
      "textTypeUnexpectedLength",
      "warning",
      "are too short or too long",
      `${column.length?.min} to ${column.length?.max} letters${within}`,
    ),
  ];
}

const TYPE_WORDS: Readonly<Record<ColumnSchema["type"], string>> = { number: "a number", text: "text", boolean: "true or false", time: "a time (ISO 8601)" };

function typeAnomaly({ type, whole }: ColumnSchema): AnomalyKind {
  if (type === "boolean") return "boolTypeUnexpectedString";
  if (type === "time") return "timeTypeNotTime";
  return whole ? "intTypeNotIntString" : "floatTypeStringNotFloat";
}

/** Whether `broken` of `rows` are more than a true share of `tolerance` brings with a chance of `level`. */
function exceeds(broken: number, rows: number, tolerance: number, level: number): boolean {
  if (broken === 0 || broken <= tolerance * rows) return false;
  return tolerance === 0 || binomialCdf(rows - broken, rows, 1 - tolerance) <= level;
}

function lowPresent({ name, present }: ColumnSchema, facts: ColumnFacts, rows: number, level: number): Anomaly | null {
  const missing = rows - facts.present;
  if (!exceeds(missing, rows, 1 - present, level)) return null;
  const share = missing / rows;
  const detail = `${name}: ${missing} of ${rows} rows (${percentOf(share)}) have no value`;
  return {
    column: name,
    kind: "featureTypeLowFractionPresent",
    severity: "error",
    rows: missing,
    share,
    examples: [],
    detail,
    expected: `a value in ${percentOf(present)} of the rows or more`,
  };
}

function notUnique({ name, unique }: ColumnSchema, { present, distinct }: ColumnFacts): Anomaly | null {
  if (!unique || distinct === null || distinct === present) return null;
  const rows = present - distinct;
  const detail = `${name}: ${rows} of ${present} values (${percentOf(rows / present)}) were there before`;
  return { column: name, kind: "featureTypeLowUnique", severity: "error", rows, share: rows / present, examples: [], detail, expected: "each value once only" };
}

/** Where a domain is told, the values speak for themselves. */
function nowNumbers({ name, type, values }: ColumnSchema, { present, numbers }: ColumnFacts): Anomaly | null {
  if (type !== "text" || values !== undefined || numbers < present || present < LEAST_ROWS_NOW_NUMBERS) return null;
  return {
    column: name,
    kind: "stringTypeNowFloat",
    severity: "warning",
    rows: present,
    share: 1,
    examples: [],
    detail: `${name}: all ${present} values are numbers`,
    expected: "text",
  };
}

function infinite({ name, type, infinite: share }: ColumnSchema, { present, infinite: rows }: ColumnFacts, level: number): Anomaly | null {
  if (type !== "number" || !exceeds(rows, present, share, level)) return null;
  const detail = `${name}: ${rows} of ${present} values (${percentOf(rows / present)}) are infinite`;
  const expected = share === 0 ? "finite numbers" : `finite numbers, but for ${percentOf(share)} of the rows`;
  return { column: name, kind: "floatTypeHasInf", severity: "error", rows, share: rows / present, examples: [], detail, expected };
}

function missingColumn({ name, type, present }: ColumnSchema): Anomaly {
  const expected = `a column of that name, ${TYPE_WORDS[type]} in ${percentOf(present)} of the rows or more`;
  return {
    column: name,
    kind: "schemaMissingColumn",
    severity: "error",
    rows: null,
    share: null,
    examples: [],
    detail: `${name}: the column is not there`,
    expected,
  };
}

function absent({ name, present }: ColumnSchema, rows: number): Anomaly {
  const expected = `a value in ${percentOf(present)} of the rows or more`;
  return {
    column: name,
    kind: "featureTypeNotPresent",
    severity: "error",
    rows,
    share: 1,
    examples: [],
    detail: `${name}: no row of ${rows} has a value`,
    expected,
  };
}

function newColumn(name: string): Anomaly {
  const expected = "only columns that the schema lists (or closed: false)";
  return { column: name, kind: "schemaNewColumn", severity: "warning", rows: null, share: null, examples: [], detail: `${name}: the column is new`, expected };
}

function tooFewRows(rows: number, least: number): Anomaly {
  return {
    column: null,
    kind: "datasetLowNumExamples",
    severity: "error",
    rows,
    share: null,
    examples: [],
    detail: `there are ${rows} rows`,
    expected: `${least} or more`,
  };
}

/** Rules that chance can break. */
function rulesOf({ columns }: DataSchema): number {
  return columns.reduce(
    (total, { present, infinite: endless, tolerance, whole, min, max, values, length }) =>
      total +
      (present > 0 && present < 1 ? 1 : 0) +
      (endless > 0 ? 1 : 0) +
      (tolerance === 0 ? 0 : [whole || undefined, min, max, values, length].filter((rule) => rule !== undefined).length),
    0,
  );
}

function percentOf(share: number): string {
  return `${Number((share * 100).toPrecision(share > 0.5 ? 4 : 2))} %`;
}

function listOf(values: readonly string[]): string {
  return `one of ${values.slice(0, 8).join(", ")}${values.length > 8 ? ` and ${values.length - 8} more` : ""}`;
}
