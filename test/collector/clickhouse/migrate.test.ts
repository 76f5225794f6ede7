import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate, parseMigration, readMigrations } from "../../../collector/clickhouse/migrate.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";

let clickhouse: TestClickHouse;
beforeAll(async () => {
  clickhouse = await startTestClickHouse();
});
afterAll(() => clickhouse[Symbol.asyncDispose]());

describe("migrations", () => {
  test("a second run applies nothing", async () => {
    expect(await migrate(clickhouse.store)).toEqual([]);
  });

  test("a new one is applied once", async () => {
    const added = parseMigration("900-added.sql", "CREATE TABLE added (a UInt8) ENGINE = MergeTree ORDER BY a; -- ;\nINSERT INTO added VALUES (1);\n");
    const all = [...(await readMigrations()), added];
    expect(await migrate(clickhouse.store, all)).toEqual([added]);
    expect(await migrate(clickhouse.store, all)).toEqual([]);
    expect(await clickhouse.store.query("SELECT a FROM added")).toEqual([{ a: 1 }]);
    await clickhouse.store.command("ALTER TABLE schema_migrations DELETE WHERE number = 900 SETTINGS mutations_sync = 1");
  });

  test("an applied one that was edited is a conflict", async () => {
    const [first, ...rest] = await readMigrations();
    const edited = parseMigration("001-rows.sql", "SELECT 1");
    expect(first?.name).toBe(edited.name);
    await expect(migrate(clickhouse.store, [edited, ...rest])).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("001-rows was edited"),
    });
  });

  test("a database newer than the program is a conflict", async () => {
    await expect(migrate(clickhouse.store, (await readMigrations()).slice(0, -1))).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("does not know"),
    });
  });

  test("numbers rise by one from one", async () => {
    const numbers = (await readMigrations()).map(({ number }) => number);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });
});

const TYPES: Readonly<Record<string, string>> = { LC: "LowCardinality(String)" };

interface Documented {
  readonly tables: readonly string[];
  readonly columns: readonly { readonly name: string; readonly type: string | undefined }[];
}

/** Tables and columns as docs/tables.md tells them: a name in backquotes, then its type; times are DateTime64 where none stands. */
function parseTables(markdown: string): Documented[] {
  return markdown.split(/^## /m).flatMap((section): Documented[] => {
    const heading = section.split("\n", 1)[0] ?? "";
    const tables = (heading.split(":")[0] ?? "").split(",").map((name) => name.trim());
    if (tables.length > 1 || !/^[a-z_0-9]+$/.test(tables[0] ?? "")) return [];
    const body = section.slice(heading.length).split(/\b[Oo]rder `|ReplacingMergeTree|\bOrder\b|^`error_class`:/m)[0] ?? "";
    const columns = [...body.matchAll(/`([a-z_]+)(?: ((?:LC|[A-Z][A-Za-z0-9]*)(?:\([^`]*\))?))?`/g)].map(([, name = "", type]) => ({ name, type }));
    return [{ tables, columns }];
  });
}

const expanded = (type: string): string => type.replaceAll(/\bLC\b/g, TYPES["LC"] ?? "");

describe("every table has the columns that docs/tables.md gives it", async () => {
  const documented = parseTables(await readFile(join(import.meta.dirname, "../../../docs/tables.md"), "utf8"));
  const columnsOf = async (table: string): Promise<Map<string, string>> => {
    const rows = await clickhouse.store.query<{ name: string; type: string }>(
      "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table: String}",
      { table },
    );
    return new Map(rows.map(({ name, type }) => [name, type]));
  };

  test("the document was read", () => {
    expect(documented.flatMap(({ tables }) => tables)).toEqual([
      "requests",
      "inferences",
      "inferences_beside",
      "labels",
      "node_samples",
      "ledger",
      "grids",
      "findings",
      "dead_letters",
      "erasures",
      "annotations",
      "ingest_batches",
      "baselines",
      "baseline_parts",
      "baseline_pins",
      "judged_windows",
      "leases",
    ]);
  });

  test.each(documented.map(({ tables, columns }) => [tables[0] ?? "", columns] as const))("%s", async (table, columns) => {
    const actual = await columnsOf(table);
    expect(columns.length).toBeGreaterThan(3);
    const stated = columns.filter(({ type }) => type !== undefined).map(({ name, type = "" }) => [name, expanded(type)]);
    expect(Object.fromEntries(stated.map(([name = ""]) => [name, actual.get(name)]))).toEqual(Object.fromEntries(stated));
    for (const { name } of columns.filter(({ type }) => type === undefined))
      if (/_(time|start|end)$/.test(name)) expect([name, actual.get(name)]).toEqual([name, "DateTime64(3, 'UTC')"]);
  });

  test.each([
    ["feature_buckets_1m", "minute model version variant feature kind grid bucket rows total"],
    ["feature_categories_1m", "minute model version variant feature kind category rows"],
    ["feature_missing_1m", "minute model version variant feature kind rows"],
    ["feature_buckets_1h", "hour model version variant feature kind grid bucket rows total"],
    ["feature_categories_1h", "hour model version variant feature kind category rows"],
    ["scored_rows_1m", "minute model version variant rows"],
    ["hours_since", "model since"],
    ["request_rollup_1m", "minute model version variant error_class requests rows latency"],
    ["alerts", "alert_id name model subject analyzer cause severity state summary started_time fired_time resolved_time updated_time revision labels"],
    ["notifications", "notification_id alert_id channel receiver status attempts error event event_time updated_time revision subject"],
    ["retrainings", "retraining_id alert_id model reason requested_time status response revision"],
    ["current_labels", "model request_id row_number label observed_time received_time source"],
  ])("%s: %s", async (table, names) => {
    expect([...(await columnsOf(table)).keys()]).toEqual(names.split(" "));
  });
});

describe("tokens are kept where the collector inserts and a lease is taken, and nowhere else", () => {
  test("deduplication windows", async () => {
    const rows = await clickhouse.store.query<{ name: string }>(
      "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine_full LIKE '%non_replicated_deduplication_window = 10000%' ORDER BY name",
    );
    const expected =
      "dead_letters feature_buckets_1h feature_buckets_1m feature_categories_1h feature_categories_1m feature_missing_1m inferences inferences_beside ingest_batches labels leases ledger node_samples request_rollup_1m requests scored_rows_1m";
    expect(rows.map(({ name }) => name)).toEqual(expected.split(" "));
  });
});
