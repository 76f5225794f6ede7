import { instantOf } from "../../../analyzers/backtest/instant.ts";
import type { DataSet } from "../../../analyzers/data/data-set.ts";
import type { DeclaredFile } from "../../../analyzers/data/files/declared-file.ts";
import { formatOfName } from "../../../analyzers/data/files/file-formats.ts";
import { findParts } from "../../../analyzers/data/files/find-parts.ts";
import { openDataFile } from "../../../analyzers/data/open-data-file.ts";
import { openStoredRows } from "../../../analyzers/data/open-stored-rows.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import type { Config } from "../../../config/config.ts";
import { TidemarkError } from "../../../errors.ts";
import { openFileStore } from "../file-store.ts";

const STORED = /^store:([^@]+)@([^/]+)\/(.+)$/;

/** Both data sets of a report. Files are read by an engine of their own, which ends with the stack; captured rows by the configuration's store. `engine` is the one that reads files. */
export async function openDataSets(
  sides: { readonly reference: string; readonly current: string },
  declared: DeclaredFile,
  config: () => Promise<Config>,
  stack: AsyncDisposableStack,
): Promise<{ readonly reference: DataSet; readonly current: DataSet; readonly engine: () => Promise<Store> }> {
  // Ends after the data sets, which may take their tables away.
  const engines = stack.use(new AsyncDisposableStack());
  const files = lazily(() => openFileStore(engines));
  const stored = lazily(async () => openConfiguredStore(await config(), stack));
  const open = async (label: "reference" | "current"): Promise<DataSet> =>
    sides[label].startsWith("store:") ? openStoredRows(await stored(), storedRowsOf(sides[label])) : openDataFile(files, sides[label], declared);
  for (const path of [sides.reference, sides.current].filter((side) => !side.startsWith("store:"))) {
    findParts(path);
    // It takes half a second to start, and the rest of the report as long to load.
    if (formatOfName(path)?.text === false) files().catch(() => undefined);
  }
  const [reference, current] = await Promise.all([open("reference"), open("current")]);
  for (const side of [reference, current]) stack.defer(() => side.close());
  return { reference, current, engine: files };
}

/** Data sets of files, read by an engine of their own, which ends with the stack. */
export async function openFiles<const Paths extends readonly string[]>(
  paths: Paths,
  declared: DeclaredFile,
  stack: AsyncDisposableStack,
): Promise<{ readonly [Place in keyof Paths]: DataSet }> {
  const engines = stack.use(new AsyncDisposableStack());
  const files = lazily(() => openFileStore(engines));
  for (const path of paths) findParts(path);
  const opened = await Promise.all(paths.map((path) => openDataFile(files, path, declared)));
  for (const data of opened) stack.defer(() => data.close());
  return opened as unknown as { readonly [Place in keyof Paths]: DataSet };
}

/** Loaded when it is needed: a report on files, which CI waits for, starts in half the time without the platform. */
export async function openConfiguredStore(config: Config, stack: AsyncDisposableStack): Promise<Store> {
  const [{ createPlatform, openStore }, { silentLogger }] = await Promise.all([import("../platform.ts"), import("../../../telemetry.ts")]);
  return openStore(createPlatform(config, silentLogger, stack));
}

/** Which captured rows `store:MODEL@FROM/TO` names; epoch milliseconds, half open. @throws TidemarkError `input` */
export function storedRowsOf(spec: string): { readonly model: string; readonly from: number; readonly to: number; readonly name: string } {
  const [, model = "", start = "", end = ""] = STORED.exec(spec) ?? [];
  const [from, to] = [instantOf(start, "UTC", "start"), instantOf(end, "UTC", "start")];
  if (model === "" || from === null || to === null || from >= to)
    throw new TidemarkError(
      "input",
      `reading ${spec}: expected store:MODEL@FROM/TO, for example store:churn@2026-01-01/2026-02-01, FROM before TO (UTC; TO itself is left out)`,
    );
  return { model, from, to, name: spec.slice("store:".length) };
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
