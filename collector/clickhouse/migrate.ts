import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { TidemarkError } from "../../errors.ts";
import { createStore, type StoreOptions } from "./clickhouse-store.ts";
import { sqlTokens } from "./engine/sql-tokens.ts";
import type { Store } from "./store.ts";

/** One file of `migrations/`: `NNN-name.sql`, never edited after a release. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  /** sha256 of its text. */
  readonly hash: string;
  readonly statements: readonly string[];
}

const SCHEMA_MIGRATIONS = `CREATE TABLE IF NOT EXISTS schema_migrations
  (number UInt32, name String, hash String, applied_time DateTime64(3, 'UTC')) ENGINE = MergeTree ORDER BY number`;

/** Makes the store's database where there is none. */
export async function createDatabase(options: StoreOptions): Promise<void> {
  await using store = createStore({ ...options, database: "default" });
  await store.command("CREATE DATABASE IF NOT EXISTS {database: Identifier}", { database: options.database ?? "tidemark" });
}

/**
 * Brings a store's database (made before) up to date and returns what was applied; nothing when it was. Every statement can be repeated, so a migration that broke off is finished by the next run.
 * @throws TidemarkError `conflict` when an applied migration's text has changed, or the database is newer than this program.
 */
export async function migrate(store: Store, migrations?: readonly Migration[]): Promise<readonly Migration[]> {
  const known = migrations ?? (await readMigrations());
  await store.command(SCHEMA_MIGRATIONS);
  const done = await store.query<{ number: number; name: string; hash: string }>("SELECT DISTINCT number, name, hash FROM schema_migrations ORDER BY number");
  for (const { number, name, hash } of done) {
    const here = known.find((migration) => migration.number === number);
    if (!here) throw new TidemarkError("conflict", `migrating: the database has migration ${name}, which this program does not know; use a newer program`);
    if (here.hash !== hash) throw new TidemarkError("conflict", `migrating: ${name} was edited after it was applied; restore it and write a new migration`);
  }
  const pending = known.filter((migration) => !done.some(({ number }) => number === migration.number));
  for (const migration of pending) await apply(store, migration);
  return pending;
}

async function apply(store: Store, { number, name, hash, statements }: Migration): Promise<void> {
  for (const statement of statements) await store.command(statement);
  await store.insert("schema_migrations", [{ number, name, hash, applied_time: Date.now() }]);
}

/** The migrations of a folder, in order. */
export async function readMigrations(folder = join(import.meta.dirname, "migrations")): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((file) => /^\d{3}-.*\.sql$/.test(file)).sort();
  return Promise.all(files.map(async (file) => parseMigration(file, await readFile(join(folder, file), "utf8"))));
}

/** One migration of its file's name and text. */
export function parseMigration(file: string, text: string): Migration {
  return {
    number: Number.parseInt(file, 10),
    name: file.replace(/\.sql$/, ""),
    hash: createHash("sha256").update(text).digest("hex"),
    statements: statementsOf(text),
  };
}

function statementsOf(text: string): string[] {
  const tokens = [...sqlTokens(text)];
  const ends = tokens.filter((token) => token.text === ";").map((token) => token.start);
  return [...ends, text.length]
    .map((end, index) => text.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end).trim())
    .filter((statement) => [...sqlTokens(statement)].length > 0);
}
