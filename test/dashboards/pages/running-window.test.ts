import { describe, expect, test } from "vitest";
import { runningColumn } from "../../../dashboards/pages/report/running-window.ts";
import { runningText } from "../../../dashboards/pages/report/running-section.ts";
import { zonedTime } from "../../../dashboards/words/zoned-time.ts";
import { DEFAULT_GRID } from "../../../analyzers/statistics/sample.ts";

const DAY = 86_400_000;
const START = Date.parse("2013-07-01T00:00-04:00");
const time = zonedTime("America/New_York");
const running = { window: { start: START, end: START + DAY }, rows: 37, needed: 50, judgedAt: START + DAY + 300_000, columns: [], reference: "" };

describe("the running window says what it has and needs, and when it is judged", () => {
  test.each([
    { rows: 37, said: "37 of the 50 rows it needs so far" },
    { rows: 0, said: "0 of the 50 rows it needs so far" },
    { rows: 50, said: "50 rows so far, enough to be judged" },
  ])("$rows rows", ({ rows, said }) =>
    expect(runningText({ ...running, rows }, time)).toBe(`The running window began 1 July: ${said}; judged at 2 July 00:05.`),
  );
});

describe("a column before it is judged", () => {
  const numeric = { name: "t", type: "numeric" as const, grid: DEFAULT_GRID, blocks: [{ type: "numeric" as const, counts: new Map([[0, 100]]), missing: 0 }] };
  const categorical = {
    name: "c",
    type: "categorical" as const,
    grid: DEFAULT_GRID,
    blocks: [
      {
        type: "categorical" as const,
        counts: new Map([
          ["a", 80],
          ["b", 20],
        ]),
        missing: 0,
      },
    ],
  };
  test("numbers by their mean", () => {
    expect(runningColumn(numeric, [{ name: "t", category: "", rows: 5, mean: 2 }])).toMatchObject([{ name: "t", rows: 5, mean: 2, reference: 0, size: 2 }]);
    expect(runningColumn(numeric, [])).toEqual([]);
  });
  test("categories by the share that changed level, new ones among them", () => {
    const [column] = runningColumn(categorical, [
      { name: "c", category: "a", rows: 5, mean: null },
      { name: "c", category: "z", rows: 5, mean: null },
    ]);
    expect(column?.size).toBeCloseTo(0.5, 12);
    expect(column?.rows).toBe(10);
  });
});
