import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import { multivariateMethods } from "../../../analyzers/statistics/multivariate/multivariate-methods.ts";
import { compareDataSets, type CompareOptions } from "../../../analyzers/report/compare-data-sets.ts";
import { openDataFile } from "../../../analyzers/data/open-data-file.ts";
import type { DriftReport, ReportColumn } from "../../../analyzers/report/drift-report.ts";
import { createStore } from "../../../collector/clickhouse/clickhouse-store.ts";
import { startEmbeddedEngine } from "../../../collector/clickhouse/engine/embedded-engine.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { plainComparison } from "./support/plain-comparison.ts";

const stack = new AsyncDisposableStack();
let store: Store;
let directory: string;
let plain: CompareOptions;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-report-test-"));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const engine = stack.use(await startEmbeddedEngine({ directory: join(directory, "engine") }));
  store = stack.use(createStore({ ...engine, database: "default" }));
  plain = await plainComparison();
});
afterAll(() => stack.disposeAsync());

type Cell = string | number | boolean | null | readonly number[];
type Rows = readonly Readonly<Record<string, Cell>>[];

let files = 0;
async function written(rows: Rows, ending: string): Promise<string> {
  const path = join(directory, `data-${(files += 1)}${ending}`);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const quoted = (cell: Cell | undefined): string =>
    cell === null || cell === undefined ? "" : `"${String(Array.isArray(cell) ? JSON.stringify(cell) : cell).replaceAll('"', '""')}"`;
  const csv = [names.join(","), ...rows.map((row) => names.map((name) => quoted(row[name])).join(","))].join("\n");
  if (ending === ".csv") await writeFile(path, csv);
  else if (ending === ".csv.gz") await writeFile(path, gzipSync(csv));
  else if (ending === ".jsonl") await writeFile(path, rows.map((row) => JSON.stringify(row)).join("\n"));
  else {
    const lines = join(directory, `data-${files}.source.jsonl`);
    await writeFile(lines, rows.map((row) => JSON.stringify(row)).join("\n"));
    await store.command("INSERT INTO FUNCTION file({to: String}, 'Parquet') SELECT * FROM file({from: String}, 'JSONEachRow')", { from: lines, to: path });
  }
  return path;
}

async function report(
  reference: Rows,
  current: Rows,
  options: Partial<CompareOptions> & { readonly ending?: string; readonly currentEnding?: string } = {},
): Promise<DriftReport> {
  const { ending = ".csv", currentEnding = ending, ...rest } = options;
  const sides = [
    await openDataFile(() => Promise.resolve(store), await written(reference, ending)),
    await openDataFile(() => Promise.resolve(store), await written(current, currentEnding)),
  ] as const;
  return compareDataSets(...sides, { ...plain, ...rest });
}

const columnOf = (made: DriftReport, name: string): ReportColumn => {
  const column = made.columns.find((one) => one.name === name);
  if (column === undefined) throw new Error(`the report has no column ${name}`);
  return column;
};

/** Normal numbers, the same for the same seed. */
function normals(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function people(seed: number, rows: number, change: (row: Record<string, Cell>, place: number) => Record<string, Cell> = (row) => row): Rows {
  const [normal, random] = [normals(seed), seededRandom(seed + 1000)];
  return Array.from({ length: rows }, (_, place) =>
    change(
      {
        age: 40 + 10 * normal(),
        city: ["Oslo", "Lima", "Rome"][Math.floor(random() * 3)] ?? "",
        member: random() < 0.3,
        joined: new Date(1.7e12 + random() * 1e10).toISOString(),
      },
      place,
    ),
  );
}

describe("every format gives the same report", () => {
  test.each([".csv", ".csv.gz", ".jsonl", ".parquet"])("%s", async (ending) => {
    const made = await report(
      people(1, 500),
      people(2, 500, (row) => ({ ...row, age: Number(row["age"]) + 5 })),
      { ending },
    );
    const from = await report(
      people(1, 500),
      people(2, 500, (row) => ({ ...row, age: Number(row["age"]) + 5 })),
      { ending: ".csv" },
    );
    expect(made.columns.map(({ name, type, verdict }) => ({ name, type, verdict }))).toEqual([
      { name: "age", type: "numeric", verdict: "drifted" },
      { name: "city", type: "categorical", verdict: "ok" },
      { name: "member", type: "boolean", verdict: "ok" },
      { name: "joined", type: "datetime", verdict: "ok" },
    ]);
    expect(columnOf(made, "age").statistic).toBe(columnOf(from, "age").statistic);
    expect(columnOf(made, "city").statistic).toBe(columnOf(from, "city").statistic);
    expect(made.reference.rows).toBe(500);
  });

  test("two formats compare with one another", async () => {
    const made = await report(people(1, 500), people(1, 500), { ending: ".parquet", currentEnding: ".jsonl" });
    expect(made.drifted).toBe(false);
    expect(columnOf(made, "age").statistic).toBe(0);
  });
});

describe("each check finds its own change", () => {
  const changes: readonly {
    name: string;
    column: string;
    check: string;
    type?: string;
    change: (row: Record<string, Cell>, place: number) => Record<string, Cell>;
  }[] = [
    { name: "a shifted mean", column: "age", check: "distribution", change: (row) => ({ ...row, age: Number(row["age"]) + 4 }) },
    { name: "one row in fifty far out", column: "age", check: "tail", change: (row, place) => (place % 50 === 0 ? { ...row, age: 100 + place } : row) },
    { name: "values beyond the reference's", column: "age", check: "range", change: (row, place) => (place % 50 === 0 ? { ...row, age: -999 - place } : row) },
    { name: "missing values", column: "age", check: "missing", change: (row, place) => (place % 20 === 0 ? { ...row, age: null } : row) },
    { name: "missing categories", column: "city", check: "missing", change: (row, place) => (place % 20 === 0 ? { ...row, city: null } : row) },
    { name: "text among numbers", column: "age", check: "type", change: (row, place) => (place % 20 === 0 ? { ...row, age: "unknown" } : row) },
    { name: "a value that got stuck", column: "age", check: "stuck", change: (row, place) => (place % 5 === 0 ? { ...row, age: 41.25 } : row) },
    { name: "rounded numbers", column: "age", check: "precision", change: (row) => ({ ...row, age: Math.round(Number(row["age"])) }) },
    { name: "a new category", column: "city", check: "levels", change: (row, place) => (place % 40 === 0 ? { ...row, city: "Bonn" } : row) },
    { name: "a category that is gone", column: "city", check: "levels", change: (row) => (row["city"] === "Lima" ? { ...row, city: "Oslo" } : row) },
    { name: "another mix of categories", column: "city", check: "distribution", change: (row, place) => (place % 4 === 0 ? { ...row, city: "Rome" } : row) },
  ];

  test.each(changes)("$name: $check", async ({ column, check, change }) => {
    const made = await report(people(3, 1500), people(4, 1500, change));
    const found = columnOf(made, column);
    expect(found.verdict).toBe("drifted");
    expect(found.reasons.map((reason) => reason.check)).toContain(check);
    for (const reason of found.reasons) {
      expect(reason.pValue).toBeLessThanOrEqual(reason.level);
      if (reason.threshold !== null) expect(reason.statistic).toBeGreaterThanOrEqual(reason.threshold);
    }
    expect(made.columns.filter(({ drifted }) => drifted).map(({ name }) => name)).toEqual([column]);
  });

  test("unchanged data have no alarm, and say what they could have shown", async () => {
    const made = await report(people(5, 800), people(6, 800));
    expect(made).toMatchObject({ drifted: false, driftedColumns: 0, materialColumns: 0 });
    for (const { reasons, summary } of made.columns) expect({ reasons, unchanged: summary.includes("unchanged") }).toEqual({ reasons: [], unchanged: true });
    expect(columnOf(made, "age").detectable?.value).toBeGreaterThan(0.1);
    expect(columnOf(made, "age").detectable?.value).toBeLessThan(0.5);
  });
});

describe("odd data", () => {
  test("a column of one side only: gone is missing everywhere, new is not compared", async () => {
    const made = await report(
      people(7, 300),
      people(8, 300, ({ city = null, member = null, joined = null }) => ({ city, member, joined, extra: 1 })),
    );
    expect(columnOf(made, "age")).toMatchObject({ verdict: "drifted", missing: { reference: 0, current: 1 } });
    expect(columnOf(made, "extra")).toMatchObject({ verdict: "noData", note: "only the current data have it" });
    expect(made.notes.join(" ")).toContain("age");
  });

  test("a column without values on one side says so and stops no other", async () => {
    const made = await report(
      people(9, 300),
      people(10, 300, (row) => ({ ...row, age: null })),
    );
    expect(columnOf(made, "age")).toMatchObject({ verdict: "drifted", statistic: null, note: "the current data have no numbers to compare" });
    expect(columnOf(made, "city").verdict).toBe("ok");
  });

  test("names that SQL could take for its own", async () => {
    const odd = (rows: Rows): Rows =>
      rows.map(({ age, city }) => ({ "a`b": age ?? null, v0: city ?? null, c1: age ?? null, "x y; DROP TABLE t": city ?? null, rows: age ?? null }));
    const made = await report(odd(people(11, 300)), odd(people(12, 300)));
    expect(made.columns.map(({ name, verdict }) => [name, verdict])).toEqual(["a`b", "v0", "c1", "x y; DROP TABLE t", "rows"].map((name) => [name, "ok"]));
    expect(columnOf(made, "c1").statistic).toBe(columnOf(made, "a`b").statistic);
  });

  test("constant, infinite and huge numbers", async () => {
    const rows = (seed: number): Rows =>
      people(seed, 300).map(({ age }, place) => ({ constant: 7, infinite: place % 3 === 0 ? "inf" : (age ?? null), huge: Number(age) * 1e300 }));
    const made = await report(rows(13), rows(14));
    expect(made.columns.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["constant", "ok"],
      ["infinite", "ok"],
      ["huge", "ok"],
    ]);
    expect(columnOf(made, "infinite").missing.reference).toBeCloseTo(1 / 3, 1);
    expect(JSON.stringify(made)).not.toMatch(/NaN|Infinity/);
  });

  test("two rows a side: no alarm, whatever they are", async () => {
    const made = await report(
      people(15, 2),
      people(16, 2, () => ({ age: 1e9, city: "Bonn", member: true, joined: "1999-01-01T00:00:00Z" })),
    );
    expect(made.drifted).toBe(false);
  });

  test("vectors and texts are compared as such", async () => {
    const words = ["river", "stone", "light", "cloud", "winter", "garden", "silver", "night"];
    const rows = (seed: number, shift: number): Rows => {
      const [normal, random] = [normals(seed), seededRandom(seed)];
      return Array.from({ length: 200 }, () => ({
        embedding: Array.from({ length: 8 }, () => normal() + shift),
        review: Array.from({ length: 6 }, () => words[Math.floor(random() * words.length)] ?? "").join(" "),
      }));
    };
    const made = await report(rows(17, 0), rows(18, 1), { ending: ".parquet" });
    expect(columnOf(made, "embedding")).toMatchObject({ type: "vector", method: "mmd", verdict: "drifted" });
    expect(columnOf(made, "review")).toMatchObject({ type: "text", verdict: "ok" });
  });
});

describe("few rows", () => {
  const side = (seed: number, count: number, shift = 0): Rows => {
    const [normal, random] = [normals(seed), seededRandom(seed)];
    return Array.from({ length: count }, () => ({
      size: normal() + shift,
      color: shift > 0 ? "mauve" : random() < 0.5 ? "red" : "blue",
      flag: shift > 0 ? 1 : 0,
    }));
  };

  test("one row against 2,000: no p-value under 1 in 2,001, by any method; no share of rows, no mean of one", async () => {
    const reference = side(41, 2000);
    for (const method of plain.methods) {
      const made = await report(reference, [{ size: 50, color: "mauve", flag: 1 }], { method: method.name, falseAlarmRate: 0.05 });
      for (const column of made.columns)
        for (const pValue of [column.pValue ?? 1, ...column.checks.map((check) => check.pValue)])
          expect([method.name, column.name, pValue >= (1 / 2001) * (1 - 1e-9)]).toEqual([method.name, column.name, true]);
      expect(made.notes.join()).toMatch(/has one row: only a great change could show/);
      for (const { summary } of made.columns) expect(summary).not.toMatch(/100 %|on average/);
    }
    const made = await report(reference, [{ size: 50, color: "mauve", flag: 1 }], { falseAlarmRate: 0.05 });
    expect(columnOf(made, "color").summary).toMatch(/mauve.*1 of 1 rows/);
  });

  test("ten rows that differ are told by their number", async () => {
    const made = await report(side(42, 2000), side(43, 10, 5));
    expect(columnOf(made, "color").summary).toMatch(/^color differs in the few rows that there are: .*mauve.*10 of 10 rows/);
    expect(columnOf(made, "size").summary).toMatch(/^size differs in the few (values|rows) that there are: /);
  });

  test("what no double can hold is told as the smallest, never as 0", async () => {
    const made = await report(side(44, 20_000), side(45, 20_000, 40), { method: "all" });
    for (const column of made.columns)
      for (const pValue of [column.pValue, ...column.checks.map((check) => check.pValue), ...column.methods.map((method) => method.pValue)])
        expect(pValue === null || pValue > 0).toBe(true);
    expect(columnOf(made, "color").pValue).toBeLessThan(1e-300);
  });
});

describe("what is asked", () => {
  test("a method takes the place of the distribution check; all lists every one beside it", async () => {
    const sides = [people(19, 400), people(20, 400)] as const;
    const psi = await report(...sides, { method: "psi" });
    expect(columnOf(psi, "age")).toMatchObject({ method: "psi", pValue: null, methods: [] });
    const all = await report(...sides, { method: "all" });
    expect(columnOf(all, "age").method).toBe("kolmogorov-smirnov");
    expect(columnOf(all, "age").methods.map(({ name }) => name)).toEqual(
      plain.methods.filter(({ appliesTo }) => appliesTo.includes("numeric")).map(({ name }) => name),
    );
    expect(columnOf(all, "age").methods.find(({ name }) => name === "psi")?.statistic).toBe(columnOf(psi, "age").statistic);
  });

  test("a 0/1 column: every binned method sees it, and those of two categories apply", async () => {
    const flags = (seed: number, share: number): Rows => {
      const random = seededRandom(seed);
      return Array.from({ length: 400 }, () => ({ flag: Number(random() < share), age: Math.round(90 * random()) }));
    };
    const sides = [flags(35, 0.1), flags(36, 0.6)] as const;
    const all = columnOf(await report(...sides, { method: "all" }), "flag");
    expect(all.methods.filter(({ name }) => ["z-test", "fisher-exact"].includes(name))).toHaveLength(2);
    for (const method of all.methods.filter(({ note }) => note === undefined)) expect([method.name, method.drifted]).toEqual([method.name, true]);
    expect(all.summary).toMatch(/^flag is 1 in [56]\d(\.\d)? % of rows, against (9|1\d)(\.\d+)? %\.?$/);
    const z = await report(...sides, { method: "z-test" });
    expect(columnOf(z, "flag")).toMatchObject({ type: "numeric", method: "z-test", verdict: "drifted" });
    expect(columnOf(z, "age")).toMatchObject({ method: "kolmogorov-smirnov", verdict: "ok" });
  });

  test("numbers of any size are judged: 1e-300 as well as 1e+300, by every method", async () => {
    const sized = (seed: number, shift: number): Rows => {
      const normal = normals(seed);
      return Array.from({ length: 200 }, () => {
        const value = normal() + shift;
        return { usual: value, tiny: value * 1e-300, huge: value * 1e300 };
      });
    };
    const made = await report(sized(39, 0), sized(40, 2), { method: "all" });
    const usual = columnOf(made, "usual");
    for (const name of ["tiny", "huge"]) {
      const column = columnOf(made, name);
      expect(column).toMatchObject({ verdict: "drifted", material: true });
      expect(column.size).toBeCloseTo(usual.size, 6);
      for (const method of column.methods.filter((one) => one.name !== "energy" && one.note === undefined))
        expect([method.name, method.statistic]).toEqual([
          method.name,
          expect.closeTo(usual.methods.find((one) => one.name === method.name)?.statistic ?? 0, 6),
        ]);
    }
    for (const method of ["wasserstein", "welch-t", "energy"])
      for (const column of (await report(sized(39, 0), sized(40, 2), { method })).columns)
        expect([method, column.name, column.verdict]).toEqual([method, column.name, "drifted"]);
  });

  test("what a column is can be declared: codes in whole numbers are categories, digits with mistakes among them numbers", async () => {
    const rows = (seed: number, broken: number): Rows => {
      const random = seededRandom(seed);
      return Array.from({ length: 300 }, () => ({
        code: 1 + Math.floor(12 * random()),
        amount: random() < broken ? "plenty" : String(Math.round(500 * random())),
      }));
    };
    const declared = new Map([
      ["code", "categorical"],
      ["amount", "numeric"],
    ] as const);
    for (const ending of [".csv", ".jsonl", ".parquet"]) {
      const made = await report(rows(37, 0.3), rows(38, 0.3), { declared, method: "all", ending });
      expect(columnOf(made, "code")).toMatchObject({ type: "categorical", method: "chi-square", verdict: "ok", sides: { reference: { distinct: 12 } } });
      expect(columnOf(made, "amount")).toMatchObject({ type: "numeric", method: "kolmogorov-smirnov", verdict: "ok" });
      const undeclared = await report(rows(37, 0.3), rows(38, 0.3), { ending });
      expect([columnOf(undeclared, "code").type, columnOf(undeclared, "amount").type]).toEqual(["numeric", "categorical"]);
    }
  });

  test("a convention tells its package's value and threshold", async () => {
    const made = await report(people(21, 400), people(22, 400), { method: "psi", convention: "evidently" });
    const [own] = columnOf(made, "age").methods;
    expect(own).toMatchObject({ name: "psi", threshold: 0.1 });
    expect(columnOf(made, "age").statistic).toBe(own?.statistic);
  });

  test("min-effect parts material drift from the rest", async () => {
    const sides = [people(23, 3000), people(24, 3000, (row) => ({ ...row, age: Number(row["age"]) + 2 }))] as const;
    expect(await report(...sides, { minEffect: 0.1 })).toMatchObject({ driftedColumns: 1, materialColumns: 1 });
    expect(await report(...sides, { minEffect: 0.5 })).toMatchObject({ driftedColumns: 1, materialColumns: 0 });
  });

  test("only the columns asked for, in the files' order", async () => {
    const made = await report(people(25, 100), people(26, 100), { columns: ["city", "age"] });
    expect(made.columns.map(({ name }) => name)).toEqual(["age", "city"]);
  });

  test("a relation is of the columns that it names, whatever their names", async () => {
    const related = (seed: number, sign: number): Rows => {
      const normal = normals(seed);
      return Array.from({ length: 1000 }, () => {
        const [a, noise] = [normal(), normal()];
        return { v1: a, v0: sign * a + 0.5 * noise, h: 0.5 * a + normal() };
      });
    };
    const made = await report(related(33, 1), related(34, -1), { relations: { predictions: [] } });
    expect(made.relations?.filter(({ drifted }) => drifted).map(({ columns }) => columns)).toEqual([
      ["v1", "v0"],
      ["v0", "h"],
    ]);
  });

  test("multivariate methods see what no column shows", async () => {
    const joined = (seed: number, sign: number): Rows => {
      const normal = normals(seed);
      return Array.from({ length: 600 }, () => {
        const [x, noise] = [normal(), normal()];
        return { x, y: sign * x + 0.3 * noise, city: noise > 0 ? "Oslo" : "Lima" };
      });
    };
    const offered = await multivariateMethods();
    const made = await report(joined(29, 1), joined(30, -1), { multivariate: offered.filter(({ name }) => name === "domain-classifier") });
    expect(made).toMatchObject({ driftedColumns: 0, drifted: true, multivariate: [{ method: "domain-classifier", drifted: true }] });
    const same = await report(joined(31, 1), joined(32, 1), { multivariate: offered });
    expect(same.multivariate?.map(({ method, drifted }) => ({ method, drifted }))).toEqual(offered.map(({ name }) => ({ method: name, drifted: false })));
  });

  test("relations take half of the rate and name what changed between columns", async () => {
    const related = (seed: number, sign: number): Rows => {
      const normal = normals(seed);
      return Array.from({ length: 1000 }, () => {
        const x = normal();
        return { x, y: sign * x + 0.5 * normal() };
      });
    };
    const made = await report(related(27, 1), related(28, -1), { relations: { predictions: [] } });
    expect(made.driftedColumns).toBe(0);
    expect(made.drifted).toBe(true);
    expect(made.relations?.filter(({ drifted }) => drifted).map(({ check, columns }) => ({ check, columns }))).toEqual([
      { check: "correlation", columns: ["x", "y"] },
    ]);
  });
});
