import { fileFaults } from "../../analyzers/baseline/file-faults.ts";
import { openDataFile } from "../../analyzers/data/open-data-file.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Config } from "../../config/config.ts";
import { messageOf, TidemarkError } from "../../errors.ts";
import { openFileStore } from "./file-store.ts";
import { schemaOf } from "./schemas.ts";

/** Opens every data file that a configuration names and holds it to its model's schema. @throws TidemarkError `config` naming the key and all that is wrong. */
export async function requireFiles(config: Config): Promise<void> {
  await using stack = new AsyncDisposableStack();
  let files: Promise<Store> | undefined;
  const faults: string[] = [];
  for (const [place, { model, baseline }] of config.monitors.entries()) {
    if (baseline.kind !== "file") continue;
    const key = `monitors[${place}].baseline.file: ${baseline.file}`;
    try {
      const schema = await schemaOf(config, model);
      const data = await openDataFile(() => (files ??= openFileStore(stack)), baseline.file, baseline.declared);
      try {
        for (const fault of await fileFaults(data, schema, baseline)) faults.push(`${key}: ${fault}`);
      } finally {
        await data.close();
      }
    } catch (thrown) {
      faults.push(`${key}: ${messageOf(thrown)}`);
    }
  }
  if (faults.length > 0) throw new TidemarkError("config", faults.join("\n"));
}
