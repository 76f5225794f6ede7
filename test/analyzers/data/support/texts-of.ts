import type { DataSet } from "../../../../analyzers/data/data-set.ts";
import { plainSql } from "../../../../analyzers/data/plain-sql.ts";

/** Values by column as one writing has them, as `check` and `baseline` ask the database for them; times to the second, numbers in shortest form. */
export async function textsOf(data: DataSet): Promise<Readonly<Record<string, readonly (string | null)[]>>> {
  const names = [...data.columns.keys()];
  const { store, table, parameters, rowNumber } = await data.tableOf(names);
  const columns = names.map((name) => data.columns.get(name)).filter((column) => column !== undefined);
  const all = Object.assign({}, parameters, ...columns.map((column) => column.parameters)) as Record<string, unknown>;
  const rows = await store.query<{ cells: readonly (string | null)[] }>(
    `SELECT [${columns.map((column) => `toString(${plainSql(column).sql})`).join(", ")}] AS cells FROM ${table} ORDER BY ${rowNumber}`,
    all,
  );
  return Object.fromEntries(names.map((name, place) => [name, rows.map(({ cells }) => plain(cells[place] ?? null, columns[place]?.nature))]));
}

function plain(text: string | null, nature: string | undefined): string | null {
  if (text === null) return null;
  if (nature === "number" && text.trim() !== "" && !Number.isNaN(Number(text))) return String(Number(text));
  return nature === "time" ? text.replace(/^(\d+-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.0+)?$/, "$1T$2Z") : text;
}
