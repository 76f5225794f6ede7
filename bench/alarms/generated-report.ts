import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { DriftReport } from "../../analyzers/report/drift-report.ts";

/** Columns of shared/bench/generate.py that change. */
const CHANGED = [...Array.from({ length: 10 }, (_, column) => `n0${column}`), "c0", "c3", "c4"];
const SIZES = ["10k", "100k", "1m"];

/** What `tidemark report` flags of shared/bench/generate.py's data sets in `folder`/10k, 100k and 1m: 13 of 25 columns changed. */
export async function generatedReports(folder: string | undefined): Promise<object> {
  if (folder === undefined) return { skipped: "give --generated DIR, with 10k, 100k and 1m of shared/bench/generate.py in it" };
  const found: Record<string, object> = {};
  for (const size of SIZES) {
    const [reference, current] = [join(folder, size, "ref.parquet"), join(folder, size, "cur.parquet")];
    found[size] = existsSync(reference) ? judge(await report(reference, current)) : { skipped: `${reference} is not there` };
  }
  return found;
}

async function report(reference: string, current: string): Promise<DriftReport> {
  const main = join(import.meta.dirname, "../../main.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [main, "report", "--reference", reference, "--current", current, "--format", "json"], {
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(stdout) as DriftReport;
}

function judge({ columns, falseAlarmRate }: DriftReport): object {
  const flagged = columns.filter(({ drifted }) => drifted);
  const changed = flagged.filter(({ name }) => CHANGED.includes(name));
  return {
    falseAlarmRate,
    changedFlagged: `${changed.length} of ${CHANGED.length}`,
    unchangedFlagged: `${flagged.length - changed.length} of ${columns.length - CHANGED.length}`,
    missed: CHANGED.filter((name) => !changed.some((column) => column.name === name)),
    falselyFlagged: flagged.filter((column) => !changed.includes(column)).map(({ name }) => name),
    by: Object.fromEntries(flagged.map(({ name, reasons }) => [name, reasons.map(({ check }) => check).join(", ")])),
  };
}
