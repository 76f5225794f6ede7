import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import type { DriftReport } from "../../../analyzers/report/drift-report.ts";
import { reportHeadline } from "../../../dashboards/drift-report/headline.ts";
import { renderReportAnnotations } from "../../../dashboards/drift-report/render-report-annotations.ts";
import { renderReportHtml } from "../../../dashboards/drift-report/render-report-html.ts";
import { renderReportJunit } from "../../../dashboards/drift-report/render-report-junit.ts";
import { renderReportMarkdown } from "../../../dashboards/drift-report/render-report-markdown.ts";
import { renderReportTable } from "../../../dashboards/drift-report/render-report-table.ts";
import { duplicates, makeRelation, makeTogether } from "./support/make-between.ts";
import { UGLY, makeColumn, makeReport, makeUnknown, makeWide } from "./support/make-report.ts";

const made = { at: Date.UTC(2026, 10, 21, 7), version: "0.1.0", command: "tidemark report --relations" };
const page = (report: DriftReport): string => renderReportHtml(report, made);
const terminal = (report: DriftReport, columns = 200): string => renderReportTable(report, { colours: false, columns });

const calm = ["a", "b"].map((name) => makeColumn(name));
const held = makeRelation({ drifted: false });
const delay = makeColumn("delay", { by: "distribution", summary: "delay is longer." });
const gone = makeColumn("gone", { by: "missing", summary: "gone is missing." });
const few = { reference: { name: "ref.csv", rows: 84 }, current: { name: "cur.csv", rows: 91 } };
const blind = makeColumn("blind", { detectable: { value: 0.9, unit: "sd", rowsForHalf: 300 } });

describe("what a report says first", () => {
  const cases: [string, DriftReport, { first: string; rest?: string; next?: string }][] = [
    [
      "no column, but a relation: never “nothing changed”",
      makeReport(calm, { relations: [makeRelation(), held] }),
      {
        first: "No column changed by itself, but 1 relation between columns did; rank correlation of a and b: 0.80 in the reference, now 0.10.",
        rest: "A change of 0.0520 standard deviations would have shown in each, with a chance of 90\u202f%.",
        next: "What now: look at how a and b are joined or derived; if the change is real, check the model on recent data, for it may rest on how they go together.",
      },
    ],
    [
      "relations are counted by what they are about, the surest told",
      makeReport(calm, { relations: [duplicates, makeRelation(), makeRelation({ check: "copy" })] }),
      {
        first:
          "No column changed by itself, but 2 relations between columns and the share of duplicate rows did; 12 % of the rows repeat another one, 0 % of as many rows of the reference.",
        next: "What now: look for rows that were sent or loaded twice.",
      },
    ],
    [
      "no column and no relation, but all columns together",
      makeReport(calm, { relations: [held], multivariate: [makeTogether(), makeTogether({ method: "mmd", drifted: false })] }),
      {
        first: "No column changed by itself, but all columns together did, by domain classifier (p < 0.0001).",
        next: "What now: check the model on recent data: which values occur together is not what it learned from.",
      },
    ],
    [
      "a column and relations: one clause",
      makeReport([delay, ...calm], { relations: [makeRelation(), makeRelation(), makeRelation()] }),
      { first: "delay is longer.", rest: "3 relations between columns changed too. 2 did not change." },
    ],
    [
      "columns and relations: one clause after the columns",
      makeReport([delay, gone, ...calm], { relations: [makeRelation(), makeRelation(), makeRelation()] }),
      { first: "delay is longer.", rest: "1 other column changed: gone, and 3 relations between columns. 2 did not change." },
    ],
    [
      "columns that changed by less than was asked for, and a relation",
      makeReport([{ ...delay, material: false }, ...calm], { minEffect: 0.1, relations: [makeRelation()] }),
      {
        first:
          "No column changed by as much as 0.100, the least that was asked for, but 1 relation between columns did; rank correlation of a and b: 0.80 in the reference, now 0.10.",
        rest: expect.stringMatching(/^Changed, but by less than 0.100: delay\. /),
      },
    ],
    [
      "few rows",
      makeReport([blind], { ...few, relations: [duplicates] }),
      { first: expect.stringMatching(/^No column shows a change, though only a large one would, but the share of duplicate rows changed; 12 % /) },
    ],
    [
      "no column judged",
      makeReport([makeUnknown("u")], { relations: [duplicates] }),
      { first: expect.stringMatching(/^Whether any column changed we can’t tell, but the share of duplicate rows did; /), rest: "Of u we can’t tell." },
    ],
    [
      "nothing at all: what was asked for is said to hold",
      makeReport(calm, { relations: [held], multivariate: [makeTogether({ drifted: false })] }),
      {
        first: expect.stringMatching(/^Nothing changed: /),
        rest: expect.stringMatching(/The relations between columns and all columns together did not change either\.$/),
      },
    ],
    [
      "nothing could be judged: nothing is said to hold",
      makeReport(calm, { relations: [], multivariate: [makeTogether({ statistic: null, pValue: null, drifted: false, note: "too few rows" })] }),
      { first: expect.stringMatching(/^Nothing changed: /), rest: expect.not.stringContaining("either") },
    ],
  ];
  test.each(cases)("%s", (_, report, expected) => expect(reportHeadline(report)).toMatchObject(expected));
});

describe("the page", () => {
  test("without either there is no section", () => expect(page(makeReport(calm))).not.toContain("Between columns"));
  test("a row for what changed, a list of what did not", () => {
    const text = page(makeReport(calm, { relations: [makeRelation(), held, makeRelation({ check: "duplicates", columns: [], drifted: false, pValue: 1 })] }));
    for (const part of [
      '<bdi>a</bdi>, <bdi>b</bdi><br/><b class="changed">◆ correlation</b>',
      "rank correlation of a and b: 0.80 in the reference, now 0.10",
      "0.960, threshold 0.0694",
      "p &lt; 0.0001",
      "p 1.10 × 10⁻¹⁷, 1.26 × 10⁻⁵ needed; difference of Fisher&#39;s z of Spearman&#39;s rho; two-sample",
      '<li>correlation: rank correlation of a and b: 0.80 in the reference, now 0.79 <span class="quiet">(p 0.210, 1.26 × 10⁻⁵ needed)</span></li>',
      "no sign at all of: duplicate rows",
    ])
      expect(text).toContain(part);
  });
  test("no p-value is zero", () =>
    expect(page(makeReport(calm, { relations: [makeRelation({ pValue: 0 })] }))).toContain("p under 10⁻³⁰⁰, 1.26 × 10⁻⁵ needed"));
  const lines: [string, Partial<DriftReport>, string][] = [
    ["what changed together", { multivariate: [makeTogether()] }, "changed, by domain classifier 0.612, p &lt; 0.0001, level 0.00330."],
    ["what did not", { multivariate: [makeTogether({ drifted: false, pValue: 0.3 })] }, "unchanged, by domain classifier 0.612, p = 0.30, level 0.00330."],
    [
      "what cannot be told",
      { multivariate: [makeTogether({ statistic: null, pValue: null, drifted: false, note: "too few rows" })] },
      "can’t tell, by domain classifier: too few rows.",
    ],
    ["relations that held", { relations: [held] }, "✓ No relation between columns changed."],
    ["relations that could not be judged", { relations: [] }, "No relation between columns could be judged."],
  ];
  test.each(lines)("%s, in a line", (_, more, expected) => expect(page(makeReport(calm, more))).toContain(expected));
  test("25 columns and 50 changed relations: under 150 kB", () => {
    const relations = Array.from({ length: 95 }, (_, index) => makeRelation({ drifted: index < 50 }));
    expect(Buffer.byteLength(page(makeReport(makeWide(25, 13).columns, { relations })))).toBeLessThan(150_000);
  });
  test("25 columns and 2 000 relations with long names: 50 shown, the rest counted, under 250 kB", () => {
    const relations = Array.from({ length: 2_000 }, (_, index) =>
      makeRelation({ columns: ["x".repeat(500), "y"], detail: "z".repeat(900), drifted: index < 1_000 }),
    );
    const text = page(makeReport(makeWide(25, 13).columns, { relations }));
    expect(text.match(/◆ correlation/g)?.length).toBe(50);
    expect(text).toContain("And 950 more that changed");
    expect(Buffer.byteLength(text)).toBeLessThan(250_000);
  });
});

describe("names from outside stay text", () => {
  const relations = UGLY.map((name, index) => makeRelation({ columns: [name, "b"], detail: `${name} is a copy of b`, drifted: index % 2 === 0 }));
  const ugly = makeReport(calm, { relations, multivariate: [makeTogether({ source: UGLY[0], note: UGLY[0] })] });
  const control = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
  test("HTML", () => {
    const text = page(ugly);
    expect(text).not.toContain("<script>alert");
    expect(text.replaceAll("\n", "")).not.toMatch(control);
  });
  test("Markdown: every row of the table has five cells", () => {
    const rows = renderReportMarkdown(ugly)
      .split("\n")
      .filter((line) => line.startsWith("|"));
    expect(rows.length).toBe(2 + 8);
    for (const row of rows) expect(row.replaceAll("\\|", "").split("|").length).toBe(7);
  });
  test("JUnit", () => expect(renderReportJunit(ugly).replaceAll("\n", "")).not.toMatch(control));
  test("annotations: one command a line", () => {
    for (const line of renderReportAnnotations(ugly).trimEnd().split("\n")) expect(line).toMatch(/^::warning title=[^:,]*::/);
  });
  test.each([[20], [80], [200]])("a terminal of %i places", (columns) => {
    for (const line of terminal(ugly, columns).split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
  });
});

describe("other outputs", () => {
  const report = makeReport(calm, { relations: [makeRelation(), held], multivariate: [makeTogether()] });
  test("Markdown: a row for what changed, a line for all columns together", () => {
    const text = renderReportMarkdown(report);
    expect(text).toContain(
      "| ◆ correlation | 0.960 | 0.0694 | p 1.10 × 10⁻¹⁷, 1.26 × 10⁻⁵ needed | rank correlation of a and b: 0.80 in the reference, now 0.10 |",
    );
    expect(text).toContain("- All columns together: changed, by domain classifier 0.612, p &lt; 0.0001, level 0.00330");
  });
  test("Markdown: 1 000 columns with long names and 500 relations fit into one comment", () => {
    const columns = Array.from({ length: 1000 }, (_, index) =>
      makeColumn(`${index}${"|".repeat(400)}`, { by: index < 500 ? "distribution" : null, summary: "x".repeat(9_999) }),
    );
    const relations = Array.from({ length: 500 }, () => makeRelation({ columns: ["|".repeat(400), "b"], detail: "|".repeat(900) }));
    const text = renderReportMarkdown(makeReport(columns, { relations }));
    expect(text).toContain("and 490 more relations, in the report.");
    expect(text.length).toBeLessThan(65_536);
  });
  test("a terminal: a line each", () => {
    const text = terminal(report);
    expect(text).toContain(
      "\n◆ rank correlation of a and b: 0.80 in the reference, now 0.10 (p\u00a0<\u00a00.0001)\nAll columns together: changed, by domain classifier 0.612, ",
    );
    expect(terminal(makeReport(calm, { relations: [held] }))).toContain("\nRelations between columns unchanged\n");
    expect(terminal(makeReport(calm, { relations: Array.from({ length: 13 }, () => makeRelation()) }))).toContain("\nand 3 more relations\n");
  });
  test("JUnit: what failed is a case and is counted", () => {
    const text = renderReportJunit(report);
    expect(text).toContain('tests="4" failures="2" errors="0" skipped="0"');
    expect(text).toContain(
      '<testcase classname="drift.relation" name="correlation of a and b" time="0"><failure type="relation" message="rank correlation of a and b: 0.80 in the reference, now 0.10">correlation 0.960 (p &lt; 0.0001, level 1.26 × 10⁻⁵; difference of Fisher&apos;s z of Spearman&apos;s rho; two-sample)</failure></testcase>',
    );
    expect(text).toContain(
      '<testcase classname="drift.multivariate" name="domain-classifier" time="0"><failure type="multivariate" message="all columns together changed, by ',
    );
  });
  test("annotations: a warning each, at most ten", () => {
    expect(renderReportAnnotations(report)).toBe(
      "::warning title=correlation of a and b changed::rank correlation of a and b: 0.80 in the reference, now 0.10\n::warning title=all columns together changed::changed, by domain classifier 0.612, p < 0.0001, level 0.00330\n",
    );
    const many = renderReportAnnotations(makeReport(calm, { relations: Array.from({ length: 13 }, () => makeRelation()) }));
    expect(many.trimEnd().split("\n").at(-1)).toMatch(/^::warning title=4 more changed::correlation of a and b, /);
  });
});
