/** Whole processes of `tidemark report` on files of many columns: 1,000 and 10,000 columns × 1,000 rows a side, as CSV, JSON lines and Parquet. `npm run bench -- wide-files [COLUMNS …]` */
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DriftReport } from "../analyzers/report/drift-report.ts";
import { seededRandom } from "../analyzers/statistics/random.ts";
import { openFileStore } from "../commands/lib/file-store.ts";
import { measured } from "./report/measured-process.ts";

const CACHE = join(import.meta.dirname, ".cache");
const MAIN = join(import.meta.dirname, "../main.ts");
const ROWS = 1_000;
const ENDINGS = ["csv", "jsonl", "parquet"] as const;
const SIDES = ["ref", "cur"] as const;

export default async function wideFiles(parameters: readonly string[] = []): Promise<object> {
  const results: object[] = [];
  for (const columns of parameters.length > 0 ? parameters.map(Number) : [1_000, 10_000]) {
    const folder = await data(columns);
    for (const ending of ENDINGS) {
      const [reference, current] = SIDES.map((side) => join(folder, `${side}.${ending}`));
      const { wallSeconds, cpuSeconds, peakMegabytes, stdout } = await measured(
        process.execPath,
        [MAIN, "report", "--reference", reference ?? "", "--current", current ?? "", "--format", "json"],
        { memory: true },
      );
      const { driftedColumns, columns: compared } = JSON.parse(stdout) as DriftReport;
      results.push({ format: ending, columns, compared: compared.length, driftedColumns, seconds: Number(wallSeconds.toFixed(1)), cpuSeconds, peakMegabytes });
    }
  }
  return { rows: `${ROWS} + ${ROWS}`, aims: { "1000": "5 s", "10000": "30 s, 1.5 GB" }, results };
}

/** Numbers, every tenth column a category; every twentieth of the current side moved by a standard deviation. Made once. */
async function data(columns: number): Promise<string> {
  const folder = join(CACHE, `wide-files-${columns}`);
  if (existsSync(join(folder, "cur.parquet"))) return folder;
  process.stderr.write(`Making ${columns} columns …\n`);
  await mkdir(folder, { recursive: true });
  await using stack = new AsyncDisposableStack();
  const store = await openFileStore(stack);
  const names = Array.from({ length: columns }, (_, place) => `x${String(place).padStart(5, "0")}`);
  for (const [place, side] of SIDES.entries()) {
    const random = seededRandom(20_261_127 + place);
    const rows = Array.from({ length: ROWS }, () => names.map((_, column) => cell(random, column, side === "cur")));
    await writeFile(join(folder, `${side}.csv`), [names, ...rows].map((cells) => `${cells.join(",")}\n`).join(""));
    await writeFile(
      join(folder, `${side}.jsonl`),
      rows.map((cells) => `${JSON.stringify(Object.fromEntries(names.map((name, column) => [name, cells[column]])))}\n`).join(""),
    );
    const structure = names.map((name, column) => `${name} ${column % 10 === 9 ? "String" : "Float64"}`).join(", ");
    await store.command(
      `INSERT INTO FUNCTION file({to: String}, 'Parquet') SELECT * FROM file({from: String}, 'CSVWithNames', '${structure}') SETTINGS max_query_size = 100000000, max_ast_elements = 1000000`,
      { from: join(folder, `${side}.csv`), to: join(folder, `${side}.parquet`) },
    );
  }
  return folder;
}

function cell(random: () => number, column: number, isCurrent: boolean): number | string {
  if (column % 10 === 9) return `level${Math.floor(8 * random() ** 2)}`;
  const normal = random() + random() + random() + random() - 2;
  return Number((normal * Math.sqrt(3) + (isCurrent && column % 20 === 3 ? 1 : 0)).toFixed(5));
}
