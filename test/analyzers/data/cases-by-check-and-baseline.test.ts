import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildBaseline } from "../../../analyzers/baseline/build-baseline.ts";
import { openDataFile } from "../../../analyzers/data/open-data-file.ts";
import { checkAgainstSchema } from "../../../analyzers/schema/check-against-schema.ts";
import { learnSchema } from "../../../analyzers/schema/learn-schema.ts";
import { readChecked, readFacts } from "../../../analyzers/schema/read-data.ts";
import { modelSchema } from "../../../collector/events/model-schema.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";

/** Inputs that people reported trouble with in other tools, as `report` reads them (`reading-cases.test.ts`): by `check` and as baselines too. */
const CASES = join(import.meta.dirname, "../../fixtures/reading");
/** Refused by every command with the line; a name with braces has no side of the usual name. */
const OTHERS: ReadonlySet<string> = new Set(["csv-quote-swallows", "csv-stray-quote", "glob-braces"]);
/**
 * What may break the schema that the reference teaches: columns that changed, and a value that comes twice where none did, which `check` alone looks at.
 */
const CHANGED: Readonly<Record<string, readonly string[]>> = {
  "csv-currency-shifted": ["net", "price"],
  "csv-duplicate-names": ["amount.1"],
  "csv-semicolon-decimal-comma": ["einkommen"],
  "csv-semicolon-points": ["income"],
  "csv-sentinel-dates": ["ends"],
  "dates-day-first-times-shifted": ["when"],
  "parquet-struct-shift": ["user_age"],
  "parquet-type-changed": ["a", "n", "z"],
  "parquet-types": ["u64"],
};

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
}, 180_000);
afterAll(() => clickhouse[Symbol.asyncDispose]());
const store = (): Promise<Store> => Promise.resolve(clickhouse.store);

const sidesOf = (name: string): readonly string[] => {
  const found = readdirSync(join(CASES, name)).filter((file) => /^(?:reference|current)\./.test(file));
  return ["reference", "current"].map((side) => join(CASES, name, found.find((file) => file.startsWith(side)) ?? ""));
};
const names = readdirSync(CASES).filter((name) => !OTHERS.has(name));

describe.each(names)("%s", (name) => {
  test("check: a schema learned of the reference is kept by it, and by what did not change in the current data", { timeout: 120_000 }, async () => {
    const [reference, current] = sidesOf(name);
    const learned = await openDataFile(store, reference ?? "");
    const { rows, facts } = await readFacts(learned);
    const schema = learnSchema("reference", rows, facts);
    expect(rows).toBe(learned.rows);
    expect(schema.columns.map((column) => column.name)).toEqual([...learned.columns.keys()]);
    const held = async (path: string): Promise<readonly string[]> => {
      const data = await openDataFile(store, path);
      return [...new Set(checkAgainstSchema(schema, await readChecked(data, schema)).map(({ column }) => String(column)))];
    };
    expect(await held(reference ?? "")).toEqual([]);
    const broken = await held(current ?? "");
    expect(broken.filter((column) => CHANGED[name]?.includes(column) !== true)).toEqual([]);
  });

  test("baseline: as many rows as report reads, and values in every column but one of nulls", { timeout: 120_000 }, async () => {
    const [path = ""] = sidesOf(name);
    const { rows, columns } = await openDataFile(store, path);
    const features = [...columns].flatMap(([column, { nature }]) =>
      nature === "number" || nature === "string" || nature === "boolean" ? [{ name: column, type: nature === "number" ? "numeric" : "categorical" }] : [],
    );
    if (features.length === 0) return expect([...columns.values()].every(({ nature }) => nature === "time" || nature === "vector")).toBe(true);
    const schema = modelSchema.parse({ name: "m", task: "regression", features });
    const baseline = await buildBaseline(clickhouse.store, { path, name: "training", schema, timeZone: "UTC" });
    expect(baseline.blocks.map((block) => block.rows)).toEqual([rows]);
    expect(baseline.columns.map((column) => column.name)).toEqual(features.map((feature) => feature.name));
    for (const column of baseline.columns) expect([column.name, (column.blocks[0]?.missing ?? rows) < rows]).toEqual([column.name, column.name !== "null"]);
  });
});
