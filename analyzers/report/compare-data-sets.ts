import type { ConventionName } from "../statistics/conventions/convention-names.ts";
import type { DriftMethod, MethodOptions } from "../statistics/method.ts";
import type { MultivariateMethod } from "../statistics/multivariate/method.ts";
import { checkNumberColumns } from "./check-number-columns.ts";
import { checkOtherColumn } from "./check-other-column.ts";
import type { CheckedColumn } from "./checked-column.ts";
import type { RelationsAsked } from "./compare-relations.ts";
import type { DataSet } from "../data/data-set.ts";
import { type ColumnPair, type DeclaredType, pairColumn, pairColumns } from "./pair-columns.ts";
import type { DriftReport, ReportColumn } from "./drift-report.ts";
import { FEW_ROWS } from "./in-words.ts";
import { judgeColumns } from "./judge-columns.ts";
import type { MethodChoice } from "./method-choice.ts";
import { visibleLine } from "../../visible-text.ts";
import { uncomparedColumn, vanishedColumn } from "./uncompared-column.ts";

export interface CompareOptions {
  /** Of the distribution check; `auto`: Kolmogorov–Smirnov and chi-square; `all`: those, and every method besides. */
  readonly method: string;
  /** All methods that there are. */
  readonly methods: readonly DriftMethod[];
  /** Columns to compare, in their order; default all. */
  readonly columns?: readonly string[];
  /** What columns are, where somebody said so; the others are looked into. */
  readonly declared?: ReadonlyMap<string, DeclaredType>;
  readonly methodOptions: MethodOptions;
  readonly convention: ConventionName | null;
  /** Family-wise, over all checks of all columns. */
  readonly falseAlarmRate: number;
  readonly minEffect: number;
  /** Methods of all columns together; none: not. With relations or them the false-alarm rate is shared out equally. */
  readonly multivariate: readonly MultivariateMethod[];
  /** Compare what lies between columns too; null: not. */
  readonly relations: Omit<RelationsAsked, "falseAlarmRate"> | null;
  /** Told after every column. */
  readonly onColumn?: () => void;
}

/** Types that the multivariate methods take. */
const PLAIN: ReadonlySet<string> = new Set(["numeric", "categorical", "boolean"]);

const AUTO = { numeric: "kolmogorov-smirnov", categorical: "chi-square" } as const;

/** Compares two data sets column by column, within one budget. Nothing about one column stops the others: what cannot be compared says so in its note. */
export async function compareDataSets(reference: DataSet, current: DataSet, options: CompareOptions): Promise<DriftReport> {
  const { shared, vanished, appeared } = pairColumns(reference, current);
  const wanted = (name: string): boolean => options.columns === undefined || options.columns.includes(name);
  const pairs = shared.filter(wanted).map((name) => ({ name, pair: pairOf(name, reference, current, options.declared?.get(name)) }));
  const checked = await checkPairs(
    reference,
    current,
    pairs.flatMap(({ pair }) => ("fault" in pair ? [] : [pair])),
    options,
  );
  const columns = [
    ...pairs.map(({ name, pair }) => checked.get(name) ?? uncomparedColumn(name, "fault" in pair ? pair.fault : "it could not be read")),
    ...vanished.filter(wanted).map((name) => vanishedColumn(name, reference, current)),
    ...appeared.filter(wanted).map((name) => uncomparedColumn(name, "only the current data have it")),
  ];
  const { relations: between, multivariate: methods, minEffect } = options;
  const falseAlarmRate = options.falseAlarmRate / (1 + Number(between !== null) + Number(methods.length > 0));
  const judged = judgeColumns(columns, { falseAlarmRate, minEffect, rows: [reference.rows, current.rows] });
  const plain = pairs.flatMap(({ name, pair }) => (!("fault" in pair) && PLAIN.has(pair.type) ? [name] : []));
  const multivariate =
    methods.length === 0
      ? null
      : await (await import("./compare-multivariate.ts")).compareMultivariate(reference, current, { methods, columns: plain, falseAlarmRate });
  const relations =
    between === null ? null : await (await import("./compare-relations.ts")).compareRelations(reference, current, { ...between, falseAlarmRate });
  const drifted = judged.filter((column) => column.drifted);
  const repeated = between !== null || !mayRepeat(judged) ? [] : await (await import("./repeated-notes.ts")).repeatedNotes(reference, current);
  return {
    reference: { name: reference.name, rows: reference.rows },
    current: { name: current.name, rows: current.rows },
    drifted: drifted.length > 0 || [...(relations?.checks ?? []), ...(multivariate ?? [])].some((check) => check.drifted),
    driftedColumns: drifted.length,
    materialColumns: drifted.filter(({ material }) => material).length,
    falseAlarmRate: options.falseAlarmRate,
    minEffect: options.minEffect,
    hypotheses: columns.reduce((sum, { checks }) => sum + checks.length, (relations?.hypotheses ?? 0) + methods.length),
    columns: ranked(judged),
    ...(relations === null ? {} : { relations: relations.checks }),
    ...(multivariate === null ? {} : { multivariate }),
    notes: [
      ...movingNotes(drifted),
      ...notesOf(reference, current, vanished.filter(wanted), appeared.filter(wanted)),
      ...repeated,
      ...(relations?.notes ?? []),
    ],
  };
}

function pairOf(name: string, reference: DataSet, current: DataSet, declared: DeclaredType | undefined): ColumnPair | { readonly fault: string } {
  const [left, right] = [reference.columns.get(name), current.columns.get(name)];
  return left === undefined || right === undefined ? { fault: "one side does not have it" } : pairColumn(name, left, right, declared);
}

/** Columns by name; numbers first, whose reading takes longest, then the others. */
async function checkPairs(
  reference: DataSet,
  current: DataSet,
  pairs: readonly ColumnPair[],
  options: CompareOptions,
): Promise<ReadonlyMap<string, CheckedColumn>> {
  const checked = new Map<string, CheckedColumn>();
  const add = (column: CheckedColumn): void => {
    checked.set(column.name, column);
    options.onColumn?.();
  };
  const isNumber = ({ type }: ColumnPair): boolean => type === "numeric" || type === "datetime";
  await checkNumberColumns(reference, current, pairs.filter(isNumber), choiceOf("numeric", options), add);
  const choice = choiceOf("categorical", options);
  for (const pair of pairs.filter((one) => !isNumber(one))) add(await checkOtherColumn(reference, current, pair, choice, options.method));
  return checked;
}

function choiceOf(type: "numeric" | "categorical", { method, methods, methodOptions, convention }: CompareOptions): MethodChoice {
  const wanted = method === "auto" || method === "all" ? AUTO[type] : method;
  const asked = methods.find(({ name }) => name === wanted);
  const found = asked?.appliesTo.includes(type) === true ? asked : methods.find(({ name }) => name === AUTO[type]);
  if (found === undefined) throw new RangeError(`comparing columns requires the method ${AUTO[type]}`);
  return {
    method: found,
    ofTwoNumbers: asked?.appliesTo.includes("twoNumbers") === true ? asked : found,
    besides: method === "all" ? methods : [],
    options: methodOptions,
    convention,
  };
}

/** Drifted ones first, the largest change first, times, keys and parts of the calendar after the others, since they move by their nature; then what could not be compared; the others as they came. */
function ranked(columns: readonly ReportColumn[]): readonly ReportColumn[] {
  const rank = ({ material, drifted, verdict, ...column }: ReportColumn): number =>
    drifted ? (material ? 0 : 1) + (column.type === "datetime" || isKey(column) || isCalendar(column) ? 2 : 0) : verdict === "noData" ? 4 : 5;
  return columns.toSorted((a, b) => rank(a) - rank(b) || (a.drifted && b.drifted ? b.size - a.size : 0));
}

/** Says which drifted columns come last, and why. */
function movingNotes(drifted: readonly ReportColumn[]): readonly string[] {
  const moving = drifted.filter((column) => isKey(column) || isCalendar(column)).map(({ name }) => visibleLine(name));
  return moving.length === 0
    ? []
    : [
        `Keys and parts of the calendar move by their nature and come last: ${moving.slice(0, 5).join(", ")}${moving.length > 5 ? ` and ${moving.length - 5} more` : ""}.`,
      ];
}

/** Of a column that tells rows apart on one side: distinct values over values; and by how much less it does on the other, where rows may stand there several times. */
const [TELLING, FEWER] = [0.5, 0.9];

/** Whether values that hardly come twice on one side do on the other, in most columns that have such: rows that stand there twice are so in all of them, a column that changed is so alone. */
function mayRepeat(columns: readonly ReportColumn[]): boolean {
  const telling = columns
    .map(({ sides: { reference, current } }) => [reference.distinct / Math.max(1, reference.rows), current.distinct / Math.max(1, current.rows)])
    .filter((shares) => Math.max(...shares) >= TELLING);
  const fewer = telling.filter((shares) => Math.min(...shares) <= FEWER * Math.max(...shares));
  return fewer.length > 0 && 2 * fewer.length >= telling.length;
}

const LEAST_KEYS = 100;
const CALENDAR = /^(?:year|yr|quarter|month|week|weekday|day|hour|minute|date|timestamp)(?:_?(?:of_?\w+|no|num|number))?$/i;

/** Whole numbers that are never there twice: a row's number, an id. */
function isKey({ type, sides }: Pick<ReportColumn, "type" | "sides">): boolean {
  return [sides.reference, sides.current].every(
    ({ rows, distinct, low, high }) => type === "numeric" && rows >= LEAST_KEYS && distinct === rows && Number.isInteger(low) && Number.isInteger(high),
  );
}

/** Whole numbers that are called as parts of a date are. */
function isCalendar({ name, type, sides }: Pick<ReportColumn, "name" | "type" | "sides">): boolean {
  return (
    type === "numeric" && CALENDAR.test(name) && [sides.reference, sides.current].every(({ low, high }) => Number.isInteger(low) && Number.isInteger(high))
  );
}

function notesOf(reference: DataSet, current: DataSet, vanished: readonly string[], appeared: readonly string[]): readonly string[] {
  const list = (names: readonly string[]): string => (names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", "));
  return [
    ...reference.notes,
    ...current.notes,
    ...(reference.rows === 0 ? [`${reference.name} has no rows.`] : []),
    ...(current.rows === 0 ? [`${current.name} has no rows.`] : []),
    ...[reference, current].flatMap(({ name, rows }) =>
      rows > 0 && rows < FEW_ROWS ? [`${name} has ${rows === 1 ? "one row" : `${rows} rows`}: only a great change could show.`] : [],
    ),
    ...(vanished.length > 0 ? [`Only ${reference.name} has ${list(vanished)}.`] : []),
    ...(appeared.length > 0 ? [`Only ${current.name} has ${list(appeared)}; not compared.`] : []),
  ];
}
