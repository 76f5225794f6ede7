import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestClickHouse } from "../support/clickhouse.ts";
import { plainComparison } from "../analyzers/report/support/plain-comparison.ts";
import { rewritten, type Rewritten } from "./rewritten.ts";

/** Every data file of a folder with recorded values against other writings of itself. @param only names that begin so; default all. */
export async function checkRewritten(folder: string, onChecked: (checked: Rewritten) => void, only = ""): Promise<void> {
  const files = (await readdir(join(folder, "data")).catch(() => [])).filter((file) => file.endsWith(".csv.gz") && file.startsWith(only)).sort();
  if (files.length === 0) return;
  const scratch = await mkdtemp(join(tmpdir(), "tidemark-rewritten-"));
  await using clickhouse = await startTestClickHouse();
  try {
    const options = await plainComparison();
    for (const file of files) for await (const checked of rewritten(join(folder, "data", file), scratch, clickhouse.store, options)) onChecked(checked);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
