import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStore } from "../../collector/clickhouse/clickhouse-store.ts";
import { startEmbeddedEngine } from "../../collector/clickhouse/engine/embedded-engine.ts";
import { createDatabase, migrate } from "../../collector/clickhouse/migrate.ts";
import type { Store } from "../../collector/clickhouse/store.ts";

/** A real embedded engine with all tables. */
export interface BenchStore {
  readonly store: Store;
  /** Of the engine's process. */
  readonly pid: number;
  /** A folder of the bench's own; the store lies in `clickhouse` in it. */
  readonly directory: string;
}

/** @param kept a folder that stays; default: one that goes with the stack. @param patienceMs longest query; default: the store's */
export async function openBenchStore(
  stack: AsyncDisposableStack,
  { kept, patienceMs }: { readonly kept?: string | undefined; readonly patienceMs?: number } = {},
): Promise<BenchStore> {
  const directory = kept ?? (await mkdtemp(join(tmpdir(), "tidemark-bench-")));
  if (kept === undefined) stack.defer(() => rm(directory, { recursive: true, force: true }));
  const engine = stack.use(await startEmbeddedEngine({ directory: join(directory, "clickhouse") }));
  const { url, username, password } = engine;
  const address = { url, username, password, ...(patienceMs === undefined ? {} : { requestTimeout: patienceMs, maxExecutionTime: patienceMs }) };
  await createDatabase(address);
  const store = stack.use(createStore(address));
  await migrate(store);
  return { store, pid: engine.pid ?? 0, directory };
}
