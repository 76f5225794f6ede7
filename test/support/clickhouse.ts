import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStore } from "../../collector/clickhouse/clickhouse-store.ts";
import { type EmbeddedEngine, startEmbeddedEngine } from "../../collector/clickhouse/engine/embedded-engine.ts";
import { createDatabase, type Migration, migrate } from "../../collector/clickhouse/migrate.ts";
import type { Store } from "../../collector/clickhouse/store.ts";

/** A real ClickHouse with a fresh, migrated database. */
export interface TestClickHouse extends AsyncDisposable {
  readonly store: Store;
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  /** Undefined when the suite runs against a server. */
  readonly engine: EmbeddedEngine | undefined;
}

/**
 * `await using clickhouse = await startTestClickHouse()`: the server at CLICKHOUSE_URL (CLICKHOUSE_USER, CLICKHOUSE_PASSWORD) if that is set, else an embedded engine in a temporary directory (about a second).
 * The database is new and migrated (`migrations`: no further than these, as an older version left it); disposing drops it, or stops the engine and removes its directory.
 */
export async function startTestClickHouse(upTo: { readonly migrations?: readonly Migration[] } = {}): Promise<TestClickHouse> {
  // Moved out at the end: what fails before that is undone.
  await using starting = new AsyncDisposableStack();
  const server = process.env["CLICKHOUSE_URL"];
  const engine = server === undefined ? await startTestEngine(starting) : undefined;
  const address = engine ?? { url: server ?? "", username: process.env["CLICKHOUSE_USER"] ?? "default", password: process.env["CLICKHOUSE_PASSWORD"] ?? "" };
  const options = { url: address.url, username: address.username, password: address.password, database: `test_${randomBytes(6).toString("hex")}` };
  await createDatabase(options);
  const store = starting.use(createStore(options));
  if (!engine) starting.defer(() => store.command("DROP DATABASE IF EXISTS {database: Identifier}", { database: options.database }));
  await migrate(store, upTo.migrations);
  const stack = starting.move();
  return { store, engine, ...options, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function startTestEngine(stack: AsyncDisposableStack): Promise<EmbeddedEngine> {
  const directory = await mkdtemp(join(tmpdir(), "tidemark-clickhouse-"));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  return stack.use(await startEmbeddedEngine({ directory }));
}
