import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BaselineColumn, ColumnCounts } from "../../../analyzers/statistics/column-counts.ts";
import { chooseGrid } from "../../../analyzers/baseline/choose-grid.ts";
import { readCounts, type CountsSource, type WindowCounts } from "../../../analyzers/baseline/read-counts.ts";
import wasserstein from "../../../analyzers/statistics/methods/wasserstein.ts";
import kolmogorovSmirnov from "../../../analyzers/statistics/methods/kolmogorov-smirnov.ts";
import type { DriftMethod } from "../../../analyzers/statistics/method.ts";
import energy from "../../../analyzers/statistics/methods/energy.ts";
import cramerVonMises from "../../../analyzers/statistics/methods/cramer-von-mises.ts";
import totalVariation from "../../../analyzers/statistics/methods/total-variation.ts";
import { categoricalSample, columnSample, numericSample, type Sample } from "../../../analyzers/statistics/sample.ts";
import { startTestClickHouse, type TestClickHouse } from "../../support/clickhouse.ts";
import { type Random, randomOf } from "../drift/synthetic.ts";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 1);
const ROWS = 12_000;
const SHARE = 0.005;

let clickhouse: TestClickHouse;
beforeAll(async () => void (clickhouse = await startTestClickHouse()));
afterAll(() => clickhouse[Symbol.asyncDispose]());

const student2 = (random: Random): number => random.normal() / Math.sqrt(-Math.log(1 - random.uniform()));

/** A column on the two sides: the grid is chosen from the first, as from a baseline's rows. */
const shapes: Readonly<Record<string, readonly [(random: Random) => number, (random: Random) => number]>> = {
  kelvin: [(random) => 293 + 3 * random.normal(), (random) => 293.4 + 3 * random.normal()],
  timestamp: [(random) => 1.7e9 + 86_400 * random.uniform(), (random) => 1.7e9 + 20_000 + 86_400 * random.uniform()],
  lognormal2: [(random) => Math.exp(2 * random.normal()), (random) => Math.exp(0.2 + 2 * random.normal())],
  student2: [student2, (random) => 1.1 * student2(random)],
  discrete: [(random) => Math.floor(6 * random.uniform()), (random) => Math.floor(6 * random.uniform() ** 1.1)],
  zeroInflated: [
    (random) => (random.uniform() < 0.6 ? 0 : 10 * -Math.log(1 - random.uniform())),
    (random) => (random.uniform() < 0.55 ? 0 : 10 * -Math.log(1 - random.uniform())),
  ],
  bimodal: [(random) => (random.uniform() < 0.5 ? -40 : 40) + random.normal(), (random) => (random.uniform() < 0.45 ? -40 : 40) + random.normal()],
  unchanged: [(random) => random.normal(), (random) => random.normal()],
};
const names = Object.keys(shapes);
const levels: readonly (readonly string[])[] = [0.5, 0.4].map((share, side) => {
  const random = randomOf(50 + side);
  return Array.from({ length: ROWS }, () => (random.uniform() < share ? "a" : random.uniform() < 0.7 ? "b" : "c"));
});

const window = (number: number) => ({ start: START + number * HOUR, end: START + (number + 1) * HOUR });

function statisticOf(method: DriftMethod, reference: Sample, current: Sample): number {
  return method.compare(reference, current).statistic ?? Number.NaN;
}

/** Inserts rows of one window as the collector does; a token makes an insert sent again one. */
async function insert(
  model: string,
  start: number,
  rows: readonly { readonly numbers: Readonly<Record<string, number>>; readonly level: string }[],
  token: string,
): Promise<void> {
  const lines = rows.map(({ numbers, level }, row) => ({
    event_time: start + Math.floor((row * HOUR) / rows.length),
    received_time: start,
    model,
    version: "1",
    variant: "",
    request_id: `${start}/${row}`,
    row_number: 0,
    feature_numbers: numbers,
    feature_categories: { level },
    feature_vectors: {},
    missing_features: [],
    prediction_numbers: {},
    prediction_categories: {},
  }));
  await clickhouse.store.insert("inferences", lines, { token });
}

describe("distances of rollups agree with those of the exact rows", () => {
  const sides: Record<string, readonly (readonly number[])[]> = {};
  let columns: readonly Omit<BaselineColumn, "blocks">[] = [];

  beforeAll(async () => {
    for (const [seed, name] of names.entries())
      sides[name] = (shapes[name] ?? []).map((draw, side) => {
        const random = randomOf(100 + 2 * seed + side);
        return Array.from({ length: ROWS }, () => draw(random));
      });
    const numeric = names.map((name) => ({
      name,
      kind: "feature" as const,
      type: "numeric" as const,
      unit: null,
      grid: { grid: 1, ...chooseGrid(sides[name]?.[0] ?? []) },
    }));
    columns = [...numeric, { name: "level", kind: "feature", type: "categorical", unit: null, grid: null }];
    await clickhouse.store.insert(
      "grids",
      numeric.map(({ name: feature, grid }) => ({ model: "m", feature, ...grid, created_time: 0 })),
    );
    for (const side of [0, 1]) {
      const rows = Array.from({ length: ROWS }, (_, row) => ({
        numbers: Object.fromEntries(names.map((name) => [name, sides[name]?.[side]?.[row] ?? 0])),
        level: levels[side]?.[row] ?? "",
      }));
      await insert("m", window(side).start, rows, `side-${side}`);
      await insert("m", window(side).start, rows, `side-${side}`);
    }
  });

  const known = new Map<CountsSource, readonly WindowCounts[]>();
  const read = async (source: CountsSource) => {
    const counts = known.get(source) ?? (await readCounts(clickhouse.store, { model: "m", version: "", columns, source }, [window(0), window(1)]));
    known.set(source, counts);
    expect(counts.map(({ rows }) => rows)).toEqual([ROWS, ROWS]);
    return counts;
  };
  const samples = async (source: CountsSource, place: number) => {
    const counts = await read(source);
    const [column] = columns.slice(place);
    if (column === undefined) throw new Error("no column");
    return counts.map((side) => columnSample(column, side.columns.slice(place, place + 1)));
  };

  test.each(["rollups", "rows"] as const)("%s", async (source) => {
    const differences: Record<string, number[]> = {};
    for (const [place, name] of names.entries()) {
      const [reference, current] = await samples(source, place);
      const [exactReference, exactCurrent] = (sides[name] ?? []).map((side) => numericSample(side));
      if (!reference || !current || !exactReference || !exactCurrent) throw new Error("a side is missing");
      differences[name] = [kolmogorovSmirnov, wasserstein, energy].map((method) => {
        const exact = statisticOf(method, exactReference, exactCurrent);
        const scale = method === energy ? Math.max(1, exact) : 1;
        return Math.abs(statisticOf(method, reference, current) - exact) / scale;
      });
    }
    for (const name of names) expect([name, Math.max(...(differences[name] ?? [Infinity])) < SHARE]).toEqual([name, true]);
  });

  test("Cramér–von Mises, which grows with the rows, within 2 %", async () => {
    for (const [place, name] of names.entries()) {
      const [reference, current] = await samples("rollups", place);
      const [exactReference, exactCurrent] = (sides[name] ?? []).map((side) => numericSample(side));
      if (!reference || !current || !exactReference || !exactCurrent) throw new Error("a side is missing");
      const exact = statisticOf(cramerVonMises, exactReference, exactCurrent);
      expect([name, Math.abs(statisticOf(cramerVonMises, reference, current) - exact) <= 0.02 * exact + 0.02]).toEqual([name, true]);
    }
  });

  test("categories are exact", async () => {
    const [reference, current] = await samples("rollups", names.length);
    if (!reference || !current) throw new Error("a side is missing");
    const exact = statisticOf(totalVariation, categoricalSample(levels[0] ?? []), categoricalSample(levels[1] ?? []));
    expect(statisticOf(totalVariation, reference, current)).toBeCloseTo(exact, 12);
  });

  test("rows and rollups give the same counts to the row", async () => {
    expect(await read("rows")).toEqual(await read("rollups"));
  });
});

describe("where counts come from", () => {
  const column = { name: "x", kind: "feature" as const, type: "numeric" as const, unit: null, grid: { grid: 7, location: 290, scale: 1, resolution: 100 } };
  const rows = (count: number) => Array.from({ length: count }, (_, row) => ({ numbers: { x: 290 + (row % 100) / 100 }, level: "a" }));
  const cells = async (model: string, source: CountsSource, windows = [window(0)]): Promise<readonly (number | undefined)[]> => {
    const counts = await readCounts(clickhouse.store, { model, version: "1", columns: [column], source }, windows);
    return counts.map(({ columns: [counted] }) => (counted as ColumnCounts).counts.size);
  };

  test("rollups on another grid are carried over by their means; auto takes the rows then", async () => {
    await insert("other-grid", START, rows(12_000), "a");
    expect(await cells("other-grid", "rollups")).toEqual([2]);
    expect((await cells("other-grid", "auto"))[0]).toBeGreaterThan(80);
  });

  test("a part of an hour is read by the minute, hours by the hour, whatever they are asked with", async () => {
    await clickhouse.store.insert("grids", [{ model: "minutes", feature: "x", ...column.grid, created_time: 0 }]);
    await insert("minutes", START, rows(12_000), "b");
    const half = { start: START, end: START + HOUR / 2 };
    const read = async (windows: readonly { readonly start: number; readonly end: number }[]) =>
      (await readCounts(clickhouse.store, { model: "minutes", version: "", columns: [column], source: "rollups" }, windows)).map(
        ({ rows: scored, columns: [counted] }) => [scored, counted?.missing],
      );
    expect(await read([half, { start: half.end, end: START + HOUR }])).toEqual([
      [6000, 0],
      [6000, 0],
    ]);
    expect(await read([window(0), window(5)])).toEqual([
      [12_000, 0],
      [0, 0],
    ]);
  });

  test("hours served before there were hours are read from the minutes and the rows", async () => {
    await clickhouse.store.insert("grids", [{ model: "old", feature: "x", ...column.grid, created_time: 0 }]);
    await insert("old", START, rows(11_000), "c");
    await clickhouse.store.command("DELETE FROM feature_buckets_1h WHERE model = 'old'");
    await clickhouse.store.command("DELETE FROM scored_rows_1m WHERE model = 'old'");
    expect(await cells("old", "rollups")).toEqual([0]);
    await clickhouse.store.insert("hours_since", [{ model: "old", since: START / 1000 + 3600 }]);
    await insert("old", START + HOUR, rows(11_000), "d");
    const counts = await readCounts(clickhouse.store, { model: "old", version: "", columns: [column], source: "rollups" }, [window(0), window(1)]);
    expect(counts.map(({ rows: scored, columns: [counted] }) => [scored, counted?.missing])).toEqual([
      [11_000, 0],
      [11_000, 0],
    ]);
  });
});
