import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DriftReport } from "../../analyzers/report/drift-report.ts";
import { runTidemark } from "./support/run-tidemark.ts";

let directory: string;
const file = (name: string): string => join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-report-command-"));
  const rows = (shift: number): string =>
    Array.from({ length: 400 }, (_, n) => `${((n * 7919) % 1000) / 10 + shift},${["a", "b", "c"][n % 3] ?? ""}`).join("\n");
  await writeFile(file("reference.csv"), `price,shop\n${rows(0)}\n`);
  await writeFile(file("same.csv"), `price,shop\n${rows(0)}\n`);
  await writeFile(file("dearer.csv"), `price,shop\n${rows(40)}\n`);
  await writeFile(file("empty.csv"), "");
  await writeFile(file("header.csv"), "price,shop\n");
  await writeFile(file("wrong.parquet"), "price,shop\n1,a\n");
  await writeFile(file("broken.jsonl"), '{"price": 1}\nprice 2\n');
  await writeFile(file("notes.bin"), Buffer.from([0, 1, 2, 3]));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const report = (current: string, ...options: readonly string[]) =>
  runTidemark(["report", "--reference", file("reference.csv"), "--current", file(current), ...options]);

describe("tidemark report", () => {
  test("json: the contract's fields, and nothing but JSON on stdout", async () => {
    const { code, stdout } = await report("dearer.csv", "--format", "json");
    expect(code).toBe(0);
    const made = JSON.parse(stdout) as DriftReport;
    expect(made).toMatchObject({ reference: { rows: 400 }, current: { rows: 400 }, drifted: true, driftedColumns: 1 });
    const [price, shop] = made.columns;
    expect(price).toMatchObject({
      name: "price",
      type: "numeric",
      verdict: "drifted",
      drifted: true,
      material: true,
      method: "kolmogorov-smirnov",
      missing: { reference: 0, current: 0 },
    });
    expect(price?.effect?.value).toBeCloseTo(40, 6);
    expect(price?.reasons[0]?.check).toBe("distribution");
    expect(shop).toMatchObject({ name: "shop", type: "categorical", verdict: "ok", method: "chi-square", statistic: 0, pValue: 1 });
  });

  test("a gate for CI: --fail-on, JUnit, annotations, a page in a file", async () => {
    const { code, stdout, stderr } = await report(
      "dearer.csv",
      "--fail-on",
      "drift",
      "--annotations",
      "--junit",
      file("drift.xml"),
      "--format",
      "html",
      "--output",
      file("drift.html"),
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("::error title=price changed::");
    expect(await readFile(file("drift.xml"), "utf8")).toContain('name="price"');
    expect(await readFile(file("drift.html"), "utf8")).toContain("price is 40");
  });

  test.each([
    { name: "unchanged: 0", current: "same.csv", options: ["--fail-on", "drift"], code: 0 },
    { name: "drifted, but not by the least effect: 0", current: "dearer.csv", options: ["--fail-on", "material", "--min-effect", "5"], code: 0 },
    { name: "material: 1", current: "dearer.csv", options: ["--fail-on", "material", "--min-effect", "0.5"], code: 1 },
  ])("$name", async ({ current, options, code }) => {
    expect(await report(current, ...options)).toMatchObject({ code });
  });

  test.each([
    { name: "a file that is not there", current: "nope.csv", options: [], said: "nope.csv: there is no such file" },
    { name: "an empty file", current: "empty.csv", options: [], said: "empty.csv: it is empty; expected a header and rows under it" },
    { name: "a header alone", current: "header.csv", options: [], said: "header.csv: it has no rows; expected a header and rows under it" },
    { name: "no Parquet", current: "wrong.parquet", options: [], said: "wrong.parquet as Parquet: it does not begin as such a file does" },
    { name: "no JSON in row 2", current: "broken.jsonl", options: [], said: "broken.jsonl: line 2: " },
    { name: "what is no data file", current: "notes.bin", options: [], said: "neither its name nor its content say what it is" },
    {
      name: "an unknown method",
      current: "same.csv",
      options: ["--method", "magic"],
      said: "--method magic: there is no such method; expected one of auto, all, anderson-darling",
    },
    {
      name: "an unknown column",
      current: "same.csv",
      options: ["--columns", "price,colour"],
      said: "--columns colour: neither side has such a column; they have price, shop",
    },
    { name: "a rate that is none", current: "same.csv", options: ["--false-alarm-rate", "2"], said: "--false-alarm-rate 2: expected a share below 1" },
    { name: "bins that are none", current: "same.csv", options: ["--bins", "many"], said: '--bins: "many" is no rule' },
    { name: "a range that is none", current: "same.csv", options: ["--reference", "store:m@yesterday/today"], said: "expected store:MODEL@FROM/TO" },
  ])("$name: code 2, and what would be right", async ({ current, options, said }) => {
    const { code, stderr, stdout } = await report(current, ...options);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(said);
  });
});
