import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import baseline from "../../commands/baseline.ts";
import check from "../../commands/check.ts";
import type { Command } from "../../commands/lib/command.ts";
import report from "../../commands/report.ts";
import { randomTable } from "../analyzers/data/support/random-table.ts";
import { TABLE_WRITERS, type WrittenColumn } from "../analyzers/data/support/write-table.ts";
import { startTestClickHouse, type TestClickHouse } from "../support/clickhouse.ts";
import { propertyRuns } from "../support/property-runs.ts";

/** Random tables through the command lines: one table in two writings is the same to `report`, `check` and `baseline`. */
let clickhouse: TestClickHouse;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tidemark-alike-"));
  clickhouse = await startTestClickHouse();
}, 120_000);
afterAll(async () => {
  await clickhouse[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const { numRuns, timeout } = propertyRuns(1, 60_000);

/** What a command prints with `--format json`. */
async function printed(command: Command, options: Readonly<Record<string, string | boolean>>, positionals: readonly string[] = []): Promise<unknown> {
  const out: string[] = [];
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation((text) => out.push(String(text)) > 0),
    vi.spyOn(process.stderr, "write").mockImplementation(() => true),
  ];
  try {
    expect(await command.run({ options: { format: "json", ...options }, positionals })).toBe(0);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return JSON.parse(out.join("")) as unknown;
}

interface Reported {
  readonly reference: { readonly rows: number };
  readonly current: { readonly rows: number };
  readonly drifted: boolean;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly missing: object }[];
}

interface Made {
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly rows: number }[];
}

async function configOf(columns: readonly WrittenColumn[]): Promise<string> {
  const features = columns.flatMap(({ name, kind }) => (kind === "time" ? [] : [{ name, type: kind === "number" ? "numeric" : "categorical" }]));
  const { url, username, password, database } = clickhouse;
  const path = join(folder, "tidemark.yaml");
  const models = [{ name: "m", task: "regression", features }];
  await writeFile(path, JSON.stringify({ data: join(folder, "data"), clickhouse: { url, username, password, database }, models }));
  return path;
}

const TYPES: Readonly<Record<WrittenColumn["kind"], readonly string[]>> = {
  number: ["numeric"],
  // Of few rows it is no text.
  text: ["categorical", "text"],
  truth: ["boolean"],
  time: ["datetime"],
};

test.each([
  ['text with ","', "Parquet"],
  ["semicolons and decimal commas", "JSON: lines"],
  ["a folder of CSV", "JSON: split"],
])("%s beside %s", { timeout }, async (one, other) => {
  await fc.assert(
    fc.asyncProperty(randomTable, async (columns) => {
      const [left = "", right = ""] = await Promise.all(
        [one, other].map(async (writing, place) => {
          const own = join(folder, `side${place}`);
          await mkdir(own, { recursive: true });
          return TABLE_WRITERS[writing]?.(columns, own, clickhouse.store);
        }),
      );
      const rows = columns[0]?.values.length ?? 0;
      const made = (await printed(report, { reference: left, current: right })) as Reported;
      expect([made.reference.rows, made.current.rows, made.drifted]).toEqual([rows, rows, false]);
      expect(made.columns.map(({ name }) => name).sort()).toEqual(columns.map(({ name }) => name).sort());
      for (const { name, kind, values } of columns) {
        const share = values.filter((value) => value === null).length / rows;
        const found = made.columns.find((column) => column.name === name);
        expect(TYPES[kind]).toContain(found?.type);
        expect(found?.missing).toEqual({ reference: share, current: share });
      }

      const schema = join(folder, "schema.yaml");
      expect(await printed(check, { data: left, learn: schema, force: true })).toMatchObject({ rows, columns: columns.length });
      expect(await printed(check, { data: right, schema, "fail-on": "anomaly" })).toMatchObject({ rows, anomalies: [] });

      const config = await configOf(columns);
      const baselines: Made[] = [];
      for (const file of [left, right]) baselines.push((await printed(baseline, { config, file }, ["make"])) as Made);
      expect(baselines[1]?.columns).toEqual(baselines[0]?.columns);
      expect(baselines.map((each) => each.rows)).toEqual([rows, rows]);
    }),
    { numRuns, seed: 10, endOnFailure: true },
  );
});
