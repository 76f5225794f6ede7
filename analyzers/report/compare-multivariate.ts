import { holm } from "../statistics/holm.ts";
import { compareTables } from "../statistics/multivariate/compare-tables.ts";
import type { Table, TableColumn } from "../statistics/multivariate/encode-table.ts";
import type { MultivariateMethod } from "../statistics/multivariate/method.ts";
import { readSample, relationData } from "../relations/read-relations.ts";
import type { RelationColumn, RelationData } from "../relations/relation-data.ts";
import { relationSource } from "../relations/relation-source.ts";
import type { DataSet } from "../data/data-set.ts";
import type { MultivariateCheck } from "./drift-report.ts";

export interface MultivariateAsked {
  readonly methods: readonly MultivariateMethod[];
  /** Columns of numbers and categories that both sides have; times would tell any two sides apart. */
  readonly columns: readonly string[];
  readonly falseAlarmRate: number;
}

/** Rows of a side that are looked at. */
const MOST_ROWS = 10_000;
const SEED = 1;

/** Whether the columns together changed, which no column alone may show, by each method, within one budget; on at most about 10,000 rows a side. */
export async function compareMultivariate(
  reference: DataSet,
  current: DataSet,
  { methods, columns, falseAlarmRate }: MultivariateAsked,
): Promise<readonly MultivariateCheck[]> {
  const share = ({ rows }: DataSet): number => Math.min(1, MOST_ROWS / Math.max(1, rows));
  const [left, right] = await Promise.all(
    [reference, current].map(async (side) => {
      const source = await relationSource(side);
      return readSample(source.store, source, columns, share(side), SEED);
    }),
  );
  const [before, after] = relationData(left ?? new Map(), right ?? new Map());
  const results = methods.map((method) => ({ method: method.name, ...compareTables(method, tableOf(before), tableOf(after), { seed: SEED }) }));
  const verdicts = holm(
    results.map(({ pValue }) => pValue ?? 1),
    falseAlarmRate,
  );
  return results.map((result, place) => {
    const level = verdicts[place]?.threshold ?? 0;
    const pValue = result.pValue === null ? null : Math.max(Number.MIN_VALUE, result.pValue);
    const judged = { method: result.method, statistic: result.statistic, pValue, level, drifted: verdicts[place]?.rejected === true };
    return result.statistic === null ? { ...judged, source: "", note: result.note } : { ...judged, source: result.source };
  });
}

function tableOf({ columns }: RelationData): Table {
  return [...columns.values()].map(tableColumn);
}

function tableColumn(column: RelationColumn): TableColumn {
  if (column.type !== "categorical") return { name: column.name, type: "numeric", values: column.values };
  return { name: column.name, type: "categorical", values: Array.from(column.codes, (code) => column.levels[code] ?? null) };
}
