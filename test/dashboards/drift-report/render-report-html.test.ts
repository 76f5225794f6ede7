import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { renderReportHtml } from "../../../dashboards/drift-report/render-report-html.ts";
import { makeColumn, makeReport, makeUgly, makeUnknown, makeWide, UGLY } from "./support/make-report.ts";

const made = { at: Date.UTC(2026, 10, 21, 7), version: "0.1.0", command: "tidemark report --reference ref.parquet --current cur.parquet --format html" };
const page = (report: Parameters<typeof renderReportHtml>[0]): string => renderReportHtml(report, made);

describe("the size of a page", () => {
  const cases: [string, number, number, number][] = [
    ["25 columns, 13 changed: under 150 kB", 25, 13, 150_000],
    ["1 000 columns, 30 changed: under 2 MB", 1000, 30, 2_000_000],
    ["1 000 columns, all changed: under 2 MB", 1000, 1000, 2_000_000],
  ];
  test.each(cases)("%s", (_, columns, changed, most) => {
    const text = page(makeWide(columns, changed));
    expect(Buffer.byteLength(text)).toBeLessThan(most);
    expect(text.match(/<bdi>/g)?.length).toBe(columns);
  });
});

describe("what comes from outside stays text", () => {
  const text = page(makeUgly());
  const elements = (page: string): string[] => [...page.matchAll(/<[a-z]+/g)].map(([tag]) => tag);
  test("no element but those of a tame page", () => {
    const tame = UGLY.map((_, index) => String.fromCodePoint(97 + index));
    expect(elements(text)).toEqual(elements(page(makeUgly(tame))));
  });
  test("no control character, none that turns the direction", () => expect(text.replaceAll("\n", "").match(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)).toBeNull());
  test("every name is there", () => expect(text.match(/<bdi>/g)?.length).toBe(UGLY.length));
});

test("its policy names its own style and script by hash, and allows nothing else", () => {
  const text = page(makeWide(9, 3));
  const hash = (element: string): string =>
    `sha256-${createHash("sha256")
      .update(new RegExp(`<${element}>([^]*?)</${element}>`).exec(text)?.[1] ?? "")
      .digest("base64")}`;
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1];
  expect(policy).toBe(`default-src 'none'; style-src '${hash("style")}'; script-src '${hash("script")}'; img-src data:; base-uri 'none'; form-action 'none'`);
  expect(text).not.toMatch(/ (style|on[a-z]+)=|(href|src)="(?!data:,|#)/);
});

const SIDE = { rows: 98_712, distinct: 97_013, mean: 3, deviation: 1, low: -0.9, high: 7.1 };
const TIMES = { rows: 50_000, distinct: 50_000, mean: 1_527_843_338, deviation: 7_551_049, low: 1_514_764_800, high: 1_540_921_877 };

describe("a row says", () => {
  const cases: [string, Parameters<typeof makeColumn>[1] & object, string[]][] = [
    [
      "how much, in its own unit with interval",
      { by: "distribution", effect: { value: 10.43, unit: "min", low: 9.41, high: 11.4 } },
      ["<b>+10.4\u202fmin on average</b>", "95 % 9.41 to 11.4\u202fmin"],
    ],
    [
      "in bold the missing share, if that is what changed",
      { by: "missing" },
      ["<b>missing <\u202f0.1\u202f% → 2.1\u202f%</b>".replace("<\u202f", "&lt;\u202f")],
    ],
    [
      "the spread, if the mean makes up less than half of the change",
      {
        by: "distribution",
        effect: { value: 0.01, unit: "", low: -0.1, high: 0.12 },
        size: 0.2,
        sides: { reference: SIDE, current: { ...SIDE, deviation: 1.2 } },
      },
      ["+0.0100 on average<br/>", "<b>sd 1.00 → 1.20</b>"],
    ],
    [
      "in a sentence what no figure tells",
      { by: "precision", summary: "n is written with another precision: 31 values." },
      ["<p>Is written with another precision: 31 values.</p><p><b>Precision:</b> 31 distinct values; 99,871 before</p>"],
    ],
    [
      "of moments days, and changes in days",
      {
        type: "datetime",
        by: "distribution",
        effect: { value: 26_157_600, unit: "", low: 26_063_996, high: 26_251_204 },
        sides: { reference: TIMES, current: { ...TIMES, high: 1_567_079_476, mean: 1_554_000_938 } },
      },
      ["<b>+303\u202fdays on average</b><br/>95 % 302 to 304\u202fdays", "mean 2018-06-01 → 2019-03-31", "sd 87.4\u202fdays", "2018-01-01 to 2018-10-30"],
    ],
    [
      "statistic and threshold, p-value, level and source",
      { by: "distribution" },
      ["0.198, threshold 0.0416", "p &lt; 0.0001, level 6.67 × 10⁻⁵; two-sample, asymptotic"],
    ],
    ["what would have shown, of an unchanged column", {}, ["0.0520\u202fsd would have shown; half of that would need 48\u202f210 rows a side"]],
    ["of text and vectors, which have no chart, what it can", { type: "vector", by: "distribution" }, ["nothing to draw", "largest gap"]],
    ["a change under the least asked for as such", { by: "distribution", material: false }, ["◇ changed a little"]],
    [
      "every method asked for with its own threshold",
      {
        by: "distribution",
        methods: [
          { name: "psi", statistic: 0.31, pValue: null, threshold: 0.25, drifted: true },
          { name: "energy", statistic: null, pValue: null, threshold: null, drifted: false, note: "needs numbers" },
        ],
      },
      ["PSI", "0.310", "0.250", "needs numbers"],
    ],
  ];
  test.each(cases)("%s", (_, column, expected) => {
    const text = page(makeReport([makeColumn("n", column)]));
    for (const part of expected) expect(text).toContain(part);
  });
  test("why it cannot be told, and how many rows it would take", () =>
    expect(page(makeReport([makeUnknown("few")]))).toContain("Can’t tell (only 84 rows; 600 needed to see 0.200\u202fsd)"));
});
