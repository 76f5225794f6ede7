import { readFile, stat } from "node:fs/promises";
import { faultOf, TOLD } from "../files/bad-rows.ts";
import type { Dialect } from "../files/dialect.ts";
import { scanRecords } from "../files/scan-records.ts";

/** Text that is looked through row by row. */
const MOST_BYTES = 450 * 1024 * 1024;

export interface FoundFaults {
  /** Records, those with faults among them. */
  readonly rows: number;
  readonly all: number;
  readonly told: readonly { readonly line: number; readonly fault: string }[];
}

/** The second way to count rows, and to find those that cannot be read; null where the file is too large for it. */
export async function findFaults(path: string, dialect: Dialect): Promise<FoundFaults | null> {
  if ((await stat(path)).size > MOST_BYTES) return null;
  let [rows, all] = [0, 0];
  const told: { line: number; fault: string }[] = [];
  scanRecords(
    await readFile(path, "utf8"),
    dialect.delimiter,
    () => undefined,
    (record) => {
      if (record.blank) return;
      rows += 1;
      const fault = faultOf(record, dialect);
      if (fault === null) return;
      all += 1;
      if (told.length < TOLD) told.push({ line: record.line, fault });
    },
    dialect.rows,
  );
  return { rows, all, told };
}
