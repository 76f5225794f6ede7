import type { ConventionName } from "../drift/conventions/compare-by-convention.ts";
import type { DriftMethod, MethodOptions } from "../drift/method.ts";
import { checkCategories } from "./categories/check-categories.ts";
import type { CheckedColumn } from "./checked-column.ts";
import type { DataSet } from "./data/data-set.ts";
import { pairColumns, pairType, type ColumnPair } from "./data/pair-columns.ts";
import { readCategories } from "./data/read-categories.ts";
import { columnsOfBatch, readNumbers } from "./data/read-numbers.ts";
import type { DriftReport, ReportColumn } from "./drift-report.ts";
import { judgeColumns } from "./judge-columns.ts";
import type { MethodChoice } from "./method-choice.ts";
import { checkNumbers } from "./numbers/check-numbers.ts";
import { uncomparedColumn, vanishedColumn } from "./uncompared-column.ts";

export interface CompareOptions {
  /** Of the distribution check; `auto`: Kolmogorov–Smirnov and chi-square; `all`: those, and every method besides. */
  readonly method: string;
  /** All methods that there are. */
  readonly methods: readonly DriftMethod[];
  /** Columns to compare, in their order; default all. */
  readonly columns?: readonly string[];
  readonly methodOptions: MethodOptions;
  readonly convention: ConventionName | null;
  /** Family-wise, over all checks of all columns. */
  readonly falseAlarmRate: number;
  readonly minEffect: number;
  /** Told after every column. */
  readonly onColumn?: () => void;
}

const AUTO = { numeric: "kolmogorov-smirnov", categorical: "chi-square" } as const;

/** Compares two data sets column by column, within one budget. Nothing about one column stops the others: what cannot be compared says so in its note. */
export async function compareDataSets(reference: DataSet, current: DataSet, options: CompareOptions): Promise<DriftReport> {
  const { shared, vanished, appeared } = pairColumns(reference, current);
  const wanted = (name: string): boolean => options.columns === undefined || options.columns.includes(name);
  const pairs = shared
    .filter(wanted)
    .flatMap((name): { readonly pair: ColumnPair | null; readonly name: string }[] => [{ name, pair: pairOf(name, reference, current) }]);
  const checked = await checkPairs(
    reference,
    current,
    pairs.flatMap(({ pair }) => pair ?? []),
    options,
  );
  const columns = [
    ...pairs.map(
      ({ name, pair }) =>
        checked.get(name) ?? (pair === null ? uncomparedColumn(name, typesOf(name, reference, current)) : uncomparedColumn(name, "it could not be read")),
    ),
    ...vanished.filter(wanted).map((name) => vanishedColumn(name, reference, current)),
    ...appeared.filter(wanted).map((name) => uncomparedColumn(name, "only the current data have it")),
  ];
  const judged = judgeColumns(columns, options);
  const drifted = judged.filter((column) => column.drifted);
  return {
    reference: { name: reference.name, rows: reference.rows },
    current: { name: current.name, rows: current.rows },
    drifted: drifted.length > 0,
    driftedColumns: drifted.length,
    materialColumns: drifted.filter(({ material }) => material).length,
    falseAlarmRate: options.falseAlarmRate,
    minEffect: options.minEffect,
    hypotheses: columns.reduce((sum, { checks }) => sum + checks.length, 0),
    columns: ranked(judged),
    notes: notesOf(reference, current, vanished.filter(wanted), appeared.filter(wanted)),
  };
}

function pairOf(name: string, reference: DataSet, current: DataSet): ColumnPair | null {
  const [left, right] = [reference.columns.get(name), current.columns.get(name)];
  const type = left === undefined || right === undefined ? null : pairType(left, right);
  return left === undefined || right === undefined || type === null ? null : { name, type, reference: left, current: right };
}

/** Numbers in batches, the next one being read while one is compared; then categories, one by one. */
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
  const numbers = pairs.filter(({ type }) => type === "numeric" || type === "datetime");
  const size = columnsOfBatch(Math.max(reference.rows, current.rows));
  const batches = Array.from({ length: Math.ceil(numbers.length / size) }, (_, batch) => numbers.slice(batch * size, (batch + 1) * size));
  const read = async (batch: readonly ColumnPair[]) => {
    const requests = (side: "reference" | "current") =>
      batch.map((pair) => ({ column: pair[side], as: pair.type === "datetime" ? ("datetime" as const) : ("numeric" as const), narrow: isNarrow(pair) }));
    return Promise.all([readNumbers(reference, requests("reference")), readNumbers(current, requests("current"))]);
  };
  let next = batches[0] === undefined ? undefined : read(batches[0]);
  for (const [index, batch] of batches.entries()) {
    const [left = [], right = []] = (await next) ?? [];
    const following = batches[index + 1];
    next = following === undefined ? undefined : read(following);
    next?.catch(() => undefined);
    for (const [place, { name, type }] of batch.entries()) {
      const [a, b] = [left[place], right[place]];
      if (a !== undefined && b !== undefined) add(checkNumbers({ name, type: type === "datetime" ? type : "numeric" }, a, b, choiceOf("numeric", options)));
    }
  }
  for (const pair of pairs.filter(({ type }) => type === "categorical" || type === "boolean" || type === "text")) {
    const mixed = pair.reference.nature === "string" && pair.current.nature === "string" && pair.reference.looks.number + pair.current.looks.number > 0;
    const how = { lower: pair.type === "boolean", numbers: mixed || pair.reference.nature !== pair.current.nature };
    const [left, right] = await Promise.all([readCategories(reference, pair.reference, how), readCategories(current, pair.current, how)]);
    const type = pair.type === "boolean" ? pair.type : "categorical";
    if (left !== null && right !== null) add(checkCategories({ name: pair.name, type }, left, right, choiceOf("categorical", options)));
  }
  return checked;
}

/** Single precision where it is exact on both sides, or where one side has no more. */
function isNarrow({ type, reference, current }: ColumnPair): boolean {
  if (type !== "numeric") return false;
  return (reference.narrow && current.narrow) || [reference, current].some((side) => side.type.includes("Float32"));
}

function choiceOf(type: "numeric" | "categorical", { method, methods, methodOptions, convention }: CompareOptions): MethodChoice {
  const wanted = method === "auto" || method === "all" ? AUTO[type] : method;
  const found = methods.find(({ name, appliesTo }) => name === wanted && appliesTo.includes(type)) ?? methods.find(({ name }) => name === AUTO[type]);
  if (found === undefined) throw new RangeError(`comparing columns requires the method ${wanted}`);
  return { method: found, besides: method === "all" ? methods : [], options: methodOptions, convention };
}

/** Drifted ones first, the largest change first; the others as they came. */
function ranked(columns: readonly ReportColumn[]): readonly ReportColumn[] {
  const rank = ({ material, drifted, verdict }: ReportColumn): number => (material ? 0 : drifted ? 1 : verdict === "noData" ? 2 : 3);
  return columns.toSorted((a, b) => rank(a) - rank(b) || (a.drifted && b.drifted ? b.size - a.size : 0));
}

function typesOf(name: string, reference: DataSet, current: DataSet): string {
  const [left, right] = [reference.columns.get(name)?.type, current.columns.get(name)?.type];
  return left === right ? `columns of type ${left} are not compared` : `the reference has ${left}, the current data ${right}, which cannot be compared`;
}

function notesOf(reference: DataSet, current: DataSet, vanished: readonly string[], appeared: readonly string[]): readonly string[] {
  const list = (names: readonly string[]): string => (names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", "));
  return [
    ...(reference.rows === 0 ? [`${reference.name} has no rows.`] : []),
    ...(current.rows === 0 ? [`${current.name} has no rows.`] : []),
    ...(vanished.length > 0 ? [`Only ${reference.name} has ${list(vanished)}.`] : []),
    ...(appeared.length > 0 ? [`Only ${current.name} has ${list(appeared)}; not compared.`] : []),
  ];
}
