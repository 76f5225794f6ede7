import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStore } from "../../collector/clickhouse/clickhouse-store.ts";
import { startEmbeddedEngine } from "../../collector/clickhouse/engine/embedded-engine.ts";
import type { Store } from "../../collector/clickhouse/store.ts";

/** Milliseconds a query may take: files may be large. */
const PATIENCE = 3_600_000;

/** An engine of a command's own that reads files, in a folder that goes with it at the stack's end. */
export async function openFileStore(stack: AsyncDisposableStack): Promise<Store> {
  const directory = await mkdtemp(join(tmpdir(), "tidemark-files-"));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const engine = stack.use(await startEmbeddedEngine({ directory, onNotice: (notice) => process.stderr.write(`tidemark: ${notice}\n`) }));
  return stack.use(createStore({ ...engine, database: "default", requestTimeout: PATIENCE, maxExecutionTime: PATIENCE }));
}
