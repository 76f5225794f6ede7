import { cp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Session } from "chdb";
import { quoteName } from "./sql-tokens.ts";

/** A still picture of the engine's data: hard links to the parts as they are, copies of what changes in place. */
export interface FrozenStore {
  /** Its folder, laid out as the engine's data path is; to be removed by whoever asked for it. */
  readonly path: string;
  readonly tables: number;
  readonly rows: number;
}

const TABLES = `
  SELECT t.database AS database, t.name AS name, toString(t.uuid) AS uuid, toFloat64(ifNull(t.total_rows, 0)) AS rows
  FROM system.tables AS t INNER JOIN system.databases AS d ON d.name = t.database
  WHERE d.engine = 'Atomic' AND endsWith(t.engine, 'MergeTree') ORDER BY t.database, t.name`;

/** Names of a table's folder that change in place; a part's folder never does. */
const CHANGING = /^(deduplication_logs|format_version\.txt|mutation_\d+\.txt)$/;

/**
 * Freezes every table of the data path. Nothing may be written meanwhile, or tables would not be of one moment: the collector's boundaries, the rows under them, and what each table remembers of its deduplication tokens belong together,
 * so that whoever goes on from a restored store repeats the newest batch without storing it twice.
 * @param data the engine's data path. @param name of the picture: letters and digits, since the engine writes others as escapes in its folder's name
 */
export async function freezeStore(session: Session, data: string, name: string): Promise<FrozenStore> {
  const result = await session.queryAsync(TABLES, { format: "JSONEachRow" });
  const lines = Buffer.from(result.bytes()).toString("utf8").split("\n").filter(Boolean);
  const tables = lines.map((line) => JSON.parse(line) as { readonly database: string; readonly name: string; readonly uuid: string; readonly rows: number });
  const path = join(data, "shadow", name);
  try {
    for (const { database, name: table } of tables)
      await session.queryAsync(`ALTER TABLE ${quoteName(database)}.${quoteName(table)} FREEZE WITH NAME '${name}'`);
    for (const { uuid } of tables) await copyChanging(join(data, "store", uuid.slice(0, 3), uuid), join(path, "store", uuid.slice(0, 3), uuid));
    await copyDefinitions(data, path);
    return { path, tables: tables.length, rows: tables.reduce((sum, { rows }) => sum + rows, 0) };
  } catch (thrown) {
    await rm(path, { recursive: true, force: true });
    throw thrown;
  }
}

async function copyChanging(from: string, to: string): Promise<void> {
  for (const name of await readdir(from)) if (CHANGING.test(name)) await cp(join(from, name), join(to, name), { recursive: true });
}

/** Databases and tables as SQL. The engine makes its own links between names and folders when it starts. */
async function copyDefinitions(data: string, to: string): Promise<void> {
  for (const entry of await readdir(join(data, "metadata"), { withFileTypes: true }))
    if (entry.isFile()) await cp(join(data, "metadata", entry.name), join(to, "metadata", entry.name));
  const store = join(data, "store");
  for (const prefix of await readdir(store))
    for (const uuid of await readdir(join(store, prefix)))
      for (const name of await readdir(join(store, prefix, uuid)))
        if (name.endsWith(".sql")) await cp(join(store, prefix, uuid, name), join(to, "store", prefix, uuid, name));
}
