import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seeded } from "../dashboards/support/random.ts";
import type { DriftReport } from "../../analyzers/report/drift-report.ts";
import { runTidemark } from "./support/run-tidemark.ts";

const DAY = 86_400_000;
/** A Monday. */
const START = Date.UTC(2026, 2, 2);
const DAYS = 14;
const EACH = 300;
let directory: string;
const file = (name: string): string => join(directory, name);

/** Fourteen days of three hundred rows, in no order; from the tenth on prices are dearer by a standard deviation. */
function rows(dearer: boolean, seed: number): string {
  const random = seeded(seed);
  const lines = Array.from({ length: DAYS * EACH }, (_, n) => {
    const day = (n * 5) % DAYS;
    const price = 100 * random() + (dearer && day >= 9 ? 40 : 0);
    return `${new Date(START + day * DAY + (n % EACH) * 60_000).toISOString()},${price.toFixed(1)},${["a", "b", "c"][Math.floor(3 * random())] ?? ""}`;
  });
  return `at,price,shop\n${lines.join("\n")}\n`;
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tidemark-report-by-"));
  await writeFile(file("reference.csv"), rows(false, 1));
  await writeFile(file("same.csv"), rows(false, 2));
  await writeFile(file("dearer.csv"), rows(true, 3));
  await writeFile(file("timeless.csv"), rows(true, 3).replaceAll(/^[^,]*,/gm, ""));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const report = (current: string, ...options: readonly string[]) =>
  runTidemark(["report", "--reference", file("reference.csv"), "--current", file(current), ...options]);
const json = async (current: string, ...options: readonly string[]): Promise<DriftReport> =>
  JSON.parse((await report(current, "--format", "json", ...options)).stdout) as DriftReport;
const price = ({ windows = [] }: DriftReport) => windows.map(({ columns }) => columns.find(({ name }) => name === "price"));

describe("report --by", () => {
  test("day: each local day of the file, whatever the order of its rows, held against the reference", async () => {
    const made = await json("dearer.csv", "--by", "day");
    expect(made.by).toBe("day");
    expect(made.windows?.map(({ from }) => from)).toEqual(Array.from({ length: DAYS }, (_, day) => new Date(START + day * DAY).toISOString()));
    expect(made.windows?.every(({ rows: n, whole }) => n === EACH && whole)).toBe(true);
    expect(price(made).map((column) => column?.drifted)).toEqual([...Array.from({ length: 9 }, () => false), ...Array.from({ length: 5 }, () => true)]);
    expect(price(made)[9]?.effect?.value).toBeCloseTo(40, -1);
    expect(made.windows?.[9]).toMatchObject({ drifted: true, driftedColumns: 1 });
    expect(made.windows?.flatMap(({ columns }) => columns.map(({ name }) => name))).not.toContain("at");
    expect(made.columns.length).toBeGreaterThanOrEqual(3);
  });

  test("week, and so many rows: without times in the order of the file", async () => {
    const weeks = await json("dearer.csv", "--by", "week");
    expect(weeks.windows?.map(({ from, rows: n }) => [from.slice(0, 10), n])).toEqual([
      ["2026-03-02", 7 * EACH],
      ["2026-03-09", 7 * EACH],
    ]);
    const pieces = await json("timeless.csv", "--by", "1000rows");
    expect(pieces.windows?.map(({ from, to, rows: n, whole }) => [from, to, n, whole])).toEqual([
      ["0", "999", 1000, true],
      ["1000", "1999", 1000, true],
      ["2000", "2999", 1000, true],
      ["3000", "3999", 1000, true],
      ["4000", "4199", 200, false],
    ]);
  });

  test("the false-alarm rate is that of all pieces together", async () => {
    const made = await json("same.csv", "--by", "day");
    expect(made.windows?.some(({ drifted }) => drifted)).toBe(false);
    const whole = await json("dearer.csv", "--by", "4200rows", "--columns", "price");
    const threshold = (report: DriftReport): number => price(report)[0]?.threshold ?? 0;
    expect(threshold(whole)).toBeCloseTo(whole.columns[0]?.threshold ?? 1, 12);
  });

  test("one line a column on a terminal and in a comment, one row on a page", async () => {
    const [table, page] = await Promise.all([report("dearer.csv", "--by", "day"), report("dearer.csv", "--by", "day", "--format", "html")]);
    expect(table.stdout).toContain("Over time, by day: 14 pieces, 2026-03-02 to 2026-03-16");
    expect(table.stdout).toMatch(/^ {2}price {2}·{9}◆{5}$/m);
    expect(table.stdout).toMatch(/^ {2}shop {3}·{14}$/m);
    expect(page.stdout).toContain('<h2 id="over-time">Over time, by day</h2>');
    expect(page.stdout.match(/<i class="b\d" title="2026-03-1[1-5]T[^"]*: changed/g)?.length).toBe(5);
  });

  test("where it is no terminal no sentence is cut", async () => {
    const { stdout } = await report("dearer.csv", "--by", "day");
    expect(stdout).not.toContain("…");
    expect(stdout).toMatch(/^Were nothing changed, .*\.$/m);
  });

  const faults: [string, string, string[], string][] = [
    ["days of a file without times", "timeless.csv", ["--by", "day"], "the current data have no column of times; --event-time names one"],
    ["a column of times that is not there", "dearer.csv", ["--by", "day", "--event-time", "when"], "--event-time when: the current data have no such column"],
    ["no length", "dearer.csv", ["--by", "fortnight"], "expected day, week or a number of rows such as 5000rows"],
    ["too many pieces", "dearer.csv", ["--by", "5rows"], "there would be 840 pieces; expected at most 400"],
  ];
  test.each(faults)("%s is wrong usage, and says what would be right", async (_, current, options, said) => {
    const { code, stderr } = await report(current, ...options);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  });
});
