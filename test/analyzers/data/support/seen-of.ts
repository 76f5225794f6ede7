import { rowsSql } from "../../../../analyzers/baseline/rows-sql.ts";
import { BufferPool } from "../../../../analyzers/data/buffer-pool.ts";
import type { DataColumn, DataSet } from "../../../../analyzers/data/data-set.ts";
import { readCategories } from "../../../../analyzers/data/read-categories.ts";
import { readNumbers } from "../../../../analyzers/data/read-numbers.ts";
import { learnSchema } from "../../../../analyzers/schema/learn-schema.ts";
import { readFacts } from "../../../../analyzers/schema/read-data.ts";

/** What is seen of one column: its values in one writing, sorted; of numbers and times as numbers (times in milliseconds). */
export interface SeenColumn {
  readonly nature: string;
  readonly values: readonly (string | number)[];
}

/** A data set as `report` reads it: sorted numbers and counted categories. */
export async function seenByReport(data: DataSet): Promise<Readonly<Record<string, SeenColumn>>> {
  const seen: Record<string, SeenColumn> = {};
  for (const [name, column] of data.columns) seen[name] = { nature: column.nature, values: await reported(data, name, column) };
  return seen;
}

async function reported(data: DataSet, name: string, column: DataColumn): Promise<readonly (string | number)[]> {
  if (column.nature === "number" || column.nature === "time") {
    const as = column.nature === "time" ? "datetime" : "numeric";
    const [side] = await readNumbers(
      data,
      [{ name, column, as, reading: column.texts ? (column.readings[0] ?? null) : null, narrow: false }],
      new BufferPool(),
    );
    return Array.from(side?.numbers.values ?? [], (value) => (as === "datetime" ? Math.round(value * 1000) : value));
  }
  const side = await readCategories(data, name, column, { truth: column.nature === "boolean" ? "canonical" : null, numbers: false });
  return [...(side?.sample.counts ?? [])].flatMap(([level, rows]) => Array.from({ length: rows }, () => level)).sort();
}

/** As `check` reads it: what a schema that is learned says of type and presence. */
export async function seenByCheck(data: DataSet): Promise<Readonly<Record<string, { readonly type: string; readonly present: number }>>> {
  const { rows, facts } = await readFacts(data);
  const { columns } = learnSchema("x", rows, facts);
  return Object.fromEntries(columns.map(({ name, type }, place) => [name, { type, present: facts[place]?.present ?? 0 }]));
}

/** As `baseline` reads it: one text a row. */
export async function seenByBaseline(data: DataSet): Promise<Readonly<Record<string, SeenColumn>>> {
  const names = [...data.columns.keys()];
  const { store, sql, parameters } = await rowsSql(data, null, names);
  const rows = await store.query<{ texts: readonly string[] }>(`SELECT texts FROM (${sql})`, parameters);
  return Object.fromEntries(
    [...data.columns].map(([name, { nature }], place) => {
      const texts = rows.map(({ texts: row }) => row[place] ?? "").filter((text) => text !== "");
      if (nature === "number") return [name, { nature, values: texts.map(Number).sort((a, b) => a - b) }];
      if (nature === "time")
        return [name, { nature, values: texts.map((text) => Date.parse(`${text.replace(" ", "T").replace(/Z$/, "")}Z`)).sort((a, b) => a - b) }];
      return [name, { nature, values: texts.map((text) => (nature === "boolean" ? text.toLowerCase() : text)).sort() }];
    }),
  );
}
