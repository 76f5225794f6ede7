import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStore } from "../../collector/clickhouse/clickhouse-store.ts";
import { startEmbeddedEngine } from "../../collector/clickhouse/engine/embedded-engine.ts";
import type { Store } from "../../collector/clickhouse/store.ts";

/** Milliseconds a query may take: files may be large. */
const PATIENCE = 3_600_000;

/**
 * An engine of a command's own that reads files, in a folder that goes with it at the stack's end.
 * @param lasts whether this process goes on after the files are read: the engine is then a process of its own, as it is where this one has an engine already.
 */
export async function openFileStore(stack: AsyncDisposableStack, lasts = false): Promise<Store> {
  const directory = await mkdtemp(join(tmpdir(), "tidemark-files-"));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  // Loaded when it is needed: the engine is large, and most reports on small files do without it.
  const { openEngineHere } = await import("../../collector/clickhouse/engine/engine-here.ts");
  const here = lasts ? undefined : await openEngineHere(join(directory, "here"));
  if (here) return stack.use(here);
  const engine = stack.use(await startEmbeddedEngine({ directory, onNotice: (notice) => process.stderr.write(`tidemark: ${notice}\n`) }));
  return stack.use(createStore({ ...engine, database: "default", requestTimeout: PATIENCE, maxExecutionTime: PATIENCE }));
}
