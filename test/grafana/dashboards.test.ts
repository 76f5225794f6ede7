import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { createStore } from "../../collector/clickhouse/clickhouse-store.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import { writtenFiles } from "../../deploy/grafana-source/written-files.ts";
import { startTestClickHouse, type TestClickHouse } from "../support/clickhouse.ts";
import { boards, expanded, type BoardPanel } from "./support/boards.ts";
import { PANEL_VALUES } from "./support/panel-values.ts";
import { findings, FROM, MODELS, seedTwoModels, TO } from "./support/two-models.ts";

const [ALPHA, BETA] = MODELS;
const ofStore = boards.filter(([name]) => name !== "prometheus");
const panels = ofStore.flatMap(([name, board]) => board.panels.map((panel) => [`${name}: ${panel.title}`, panel] as const));
const rules = parse(readFileSync(new URL("../../deploy/grafana/provisioning/alerting/tidemark.yaml", import.meta.url), "utf8")) as {
  readonly groups: readonly {
    readonly rules: readonly { readonly uid: string; readonly data: readonly { readonly model: { readonly rawSql?: string } }[] }[];
  }[];
};
const alertQueries = rules.groups.flatMap((group) => group.rules.map(({ uid, data }) => [uid, data[0]?.model.rawSql ?? ""] as const));

test.each([...writtenFiles()])("%s is as `npm run grafana` writes it", (path, text) => {
  expect(readFileSync(new URL(`../../deploy/grafana/${path}`, import.meta.url), "utf8")).toBe(text);
});

describe("every panel says what it shows", () => {
  test.each(boards.flatMap(([name, board]) => board.panels.map((panel) => [`${name}: ${panel.title}`, panel] as const)))("%s", (_name, panel) => {
    const { defaults, overrides } = panel.fieldConfig;
    expect([panel.id > 0, panel.description.length > 15, defaults.unit !== undefined, defaults.thresholds.steps[0]?.value]).toEqual([true, true, true, null]);
    const starts = defaults.thresholds.steps.slice(1).map(({ value }) => Number(value));
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
    if (panel.type !== "table") expect(panel.options.legend?.showLegend).toBe(true);
    const links = [
      ...(defaults.links ?? []),
      ...overrides.flatMap(({ properties }) => properties.filter(({ id }) => id === "links").flatMap(({ value }) => value as { url: string }[])),
    ];
    for (const { url } of links) expect(url).toMatch(/^\$\{tidemark:raw\}\/(reports|alerts)\/\$\{/);
  });

  test("names of their own within a dashboard", () => {
    for (const [, board] of boards) expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
    expect(new Set(boards.map(([, board]) => board.uid)).size).toBe(boards.length);
  });

  test("alerts, new versions and baseline changes are marked on every dashboard of the store", () => {
    for (const [, board] of ofStore) expect(board.annotations.list.map(({ name }) => name)).toEqual(["Alerts", "New versions", "Baseline changes"]);
  });
});

describe.skipIf(process.env["CLICKHOUSE_URL"] !== undefined)("on the real engine, asked as Grafana asks: by its reader", () => {
  let clickhouse: TestClickHouse;
  let reader: Store;
  beforeAll(async () => {
    clickhouse = await startTestClickHouse();
    reader = createStore({ ...clickhouse, ...clickhouse.engine?.reader });
    await seedTwoModels(clickhouse.store);
  });
  afterAll(async () => {
    await reader[Symbol.asyncDispose]();
    await clickhouse[Symbol.asyncDispose]();
  });

  const rowsOf = async (sql: string, models: readonly string[]): Promise<readonly unknown[]> => {
    const text = expanded(sql, models);
    expect(text).not.toMatch(/\$/);
    return (await reader.query<Record<string, unknown>>(text)).map(plain);
  };
  const sqlOf = (panel: BoardPanel): string => panel.targets[0]?.rawSql ?? "";

  describe.each(panels)("%s", (name, panel) => {
    test.each([
      ["one model", [ALPHA]],
      ["another", [BETA]],
      ["both, neither merged with the other", [ALPHA, BETA]],
      ["one that there is not", ["gamma"]],
    ])("%s: the values counted from the rows", async (_rule, models) => {
      const expected = PANEL_VALUES[name];
      if (!expected) throw new Error(`${name} has no values in panel-values.ts`);
      const known = models.filter((model) => MODELS.some((other) => other === model));
      const rows = await rowsOf(sqlOf(panel), models);
      expect(sorted(rows)).toEqual(sorted(expected(known).map(rounded)));
    });

    test("a series' first column is its time, and every text column is in its name", async () => {
      const target = panel.targets[0];
      const columns = Object.entries((await reader.query<Record<string, unknown>>(expanded(sqlOf(panel), [ALPHA, BETA])))[0] ?? {});
      expect([target?.editorType, target?.queryType, target?.format]).toEqual(panel.type === "table" ? ["sql", "table", 1] : ["sql", "timeseries", 0]);
      if (panel.type === "table") return;
      expect(columns[0]?.[0]).toBe("time");
      const texts = columns.slice(1).filter(([, value]) => typeof value === "string");
      for (const [column] of texts) expect(panel.fieldConfig.defaults.displayName).toContain(`\${__field.labels.${column}}`);
      if (columns.length - 1 - texts.length > 1) expect(panel.fieldConfig.defaults.displayName).toContain("${__field.name}");
    });
  });

  test("of a model with 25 columns drift's charts have the twenty that came furthest, of another chosen beside it all", async () => {
    const wide = Array.from({ length: 25 }, (_, index) => ({
      ...findings[0],
      finding_id: `wide ${index}`,
      model: "wide",
      subject: `c${String(index).padStart(2, "0")}`,
      statistic: index,
      threshold: 10,
    }));
    await clickhouse.store.insert("findings", wide);
    const twenty = wide.slice(5).map(({ subject }) => subject);
    for (const title of ["Statistic over its threshold", "Size of the change"]) {
      const sql =
        panels
          .find(([name]) => name === `drift: ${title}`)?.[1]
          .targets[0]?.rawSql.replaceAll(/\$__conditionalAll\([^$]*\$\{subject:singlequote\}\), \$subject\)/g, "1") ?? "";
      const rows = (await rowsOf(sql, ["wide", ALPHA])) as readonly { readonly model: string; readonly subject?: string; readonly column?: string }[];
      expect(rows.filter(({ model }) => model === "wide").map(({ subject, column }) => subject ?? column?.slice(0, 3))).toEqual(twenty);
      expect(rows.filter(({ model }) => model === ALPHA).length).toBeGreaterThan(1);
    }
  });

  test("no values are counted for a panel that is gone", () => {
    expect(Object.keys(PANEL_VALUES).toSorted()).toEqual(panels.map(([name]) => name).toSorted());
  });

  test.each(
    ofStore.flatMap(([name, board]) =>
      board.templating.list.filter(({ type }) => type === "query").map((variable) => [`${name}: ${variable.name}`, variable] as const),
    ),
  )("the choice %s", async (_name, variable) => {
    expect(await rowsOf(variable.query, MODELS)).toEqual((variable.name === "model" ? MODELS : ["age", "city"]).map((value) => ({ [variable.name]: value })));
  });

  test("marks: alerts that fired in the period, with their end; the second version's first minute; baselines that were pinned", async () => {
    const [alerts, versions, baselines] = await Promise.all((ofStore[0]?.[1].annotations.list ?? []).map(({ target }) => rowsOf(target.rawSql, [ALPHA])));
    const minutes = (count: number): number => FROM + count * 60_000;
    expect(alerts).toEqual([
      { time: minutes(1), timeEnd: expect.any(Number), title: "alpha: drift", text: "firing 0", tags: ["critical", "drift"] },
      { time: minutes(21), timeEnd: minutes(50), title: "alpha: drift", text: "resolved 1", tags: ["warning", "drift"] },
    ]);
    expect(versions).toEqual([{ time: minutes(57), title: "alpha 2", text: "first request of this version" }]);
    expect(baselines).toEqual([{ time: minutes(1), title: "alpha: another baseline", text: "training" }]);
  });

  test.each(alertQueries)("the rule %s: one row a model, one number", async (uid, sql) => {
    const expected: Readonly<Record<string, readonly (readonly [string, unknown])[]>> = {
      "tidemark-firing": [
        [ALPHA, 1],
        [BETA, 1],
      ],
      "tidemark-failed": [
        [ALPHA, 0.1],
        [BETA, 0.2],
      ],
      "tidemark-silent": [
        [ALPHA, expect.any(Number)],
        [BETA, expect.any(Number)],
      ],
      "tidemark-lost": [
        [ALPHA, 4],
        [BETA, 5],
      ],
    };
    const rows = await rowsOf(sql, []);
    expect(sorted(rows).map((row) => Object.values(row as object))).toEqual(expected[uid]);
  });
});

describe("the Prometheus dashboard", () => {
  const told = readFileSync(new URL("../../docs/operations.md", import.meta.url), "utf8");
  const exprs = boards.flatMap(([name, board]) =>
    name === "prometheus" ? board.panels.map(({ title, targets }) => [title, targets[0]?.expr ?? ""] as const) : [],
  );
  test.each(exprs)("%s: of metrics that docs/operations.md names", (_title, expr) => {
    const metrics = expr.match(/\b(?:tidemark|http)_\w+/g) ?? [];
    expect(metrics.length).toBeGreaterThan(0);
    for (const metric of metrics) expect(told).toContain(`\`${metric.replace(/_(?:bucket|sum|count)$/, "")}\``);
  });
});

test("what the provisioning names is there", () => {
  for (const path of ["datasources/tidemark.yaml", "dashboards/tidemark.yaml", "alerting/tidemark.yaml"])
    expect(existsSync(new URL(`../../deploy/grafana/provisioning/${path}`, import.meta.url))).toBe(true);
  expect(TO).toBeGreaterThan(FROM);
});

/** Times as milliseconds, fractions to eight digits. */
function plain(row: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === "string" && /^\d{4}-\d\d-\d\d \d\d:/.test(value) ? Date.parse(`${value.replace(" ", "T")}Z`) : value,
  ]);
  return rounded(Object.fromEntries(entries) as Record<string, unknown>);
}

function rounded(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(8)) : value]),
  );
}

/** By their text, columns in the order of their names: what is asked for is which rows there are. */
function sorted(rows: readonly unknown[]): readonly unknown[] {
  const text = (row: unknown): string => JSON.stringify(Object.entries(row as object).toSorted(([a], [b]) => a.localeCompare(b)));
  return rows.toSorted((a, b) => text(a).localeCompare(text(b)));
}
