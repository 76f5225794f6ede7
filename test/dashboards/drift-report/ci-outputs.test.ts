import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { codeSpan, escapeMarkdown } from "../../../dashboards/drift-report/escape-markdown.ts";
import { renderReportAnnotations } from "../../../dashboards/drift-report/render-report-annotations.ts";
import { renderReportJunit } from "../../../dashboards/drift-report/render-report-junit.ts";
import { renderReportMarkdown } from "../../../dashboards/drift-report/render-report-markdown.ts";
import { renderReportTable } from "../../../dashboards/drift-report/render-report-table.ts";
import { makeColumn, makeReport, makeUgly, makeUnknown, makeWide } from "./support/make-report.ts";

const small = makeReport([
  makeColumn("delay", {
    by: "distribution",
    effect: { value: 10.43, unit: "min", low: 9.41, high: 11.4 },
    summary: "delay is 10.4 min higher on average than in ref.parquet.",
  }),
  makeColumn("calm"),
  makeUnknown("few"),
]);

describe("Markdown", () => {
  test("a sentence, a table of what changed, the unchanged folded", () => {
    const text = renderReportMarkdown(small);
    expect(text.split("\n")[0]).toBe("**delay is 10.4 min higher on average than in ref.parquet.**");
    expect(text).toContain(
      "| ◆ `delay` | +10.4\u202fmin | 9.41 to 11.4\u202fmin | 0.198 | 0.0416 | 1.3\u202f% → 1.3\u202f% | distribution: largest gap of the two distributions 0.198, at 0.25 |",
    );
    expect(text).toContain("- ? `few`: can’t tell (only 84 rows; 600 needed to see 0.200\u202fsd)");
    expect(text).toContain("<details><summary>1 column unchanged</summary>\n\n`calm`\n\n</details>");
  });

  const escapes: [string, string, string][] = [
    ["a pipe", "a|b", "a\\|b"],
    ["an element", "<script>&amp;", "&lt;script&gt;&amp;amp;"],
    ["a line's end", "a\r\nb", "a b"],
    ["emphasis, code, a link", "*a* _b_ `c` [d](e)", "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e)"],
    ["nobody is mentioned, no issue referred to", "@team #12", "@\u2060team \\#\u206012"],
    ["an address is no link", "https://evil.example", "https://\u2060evil.example"],
  ];
  test.each(escapes)("escaped: %s", (_, text, expected) => expect(escapeMarkdown(text)).toBe(expected));

  const spans: [string, string][] = [
    ["a|b", "`a\\|b`"],
    ["a`b", "``a`b``"],
    ["`", "`` ` ``"],
    ["", "`(empty)`"],
  ];
  test.each(spans)("code span of %j", (text, expected) => expect(codeSpan(text)).toBe(expected));

  test.each([[30], [1000]])("1 000 columns of which %i changed fit into one comment", (changed) => {
    const text = renderReportMarkdown(makeWide(1000, changed));
    expect(text.length).toBeLessThan(65_536);
    expect(text.match(/^\| ◆ /gm)?.length).toBe(Math.min(100, changed));
  });
  test("however long the names", () => {
    const report = makeReport(
      Array.from({ length: 1000 }, (_, index) =>
        makeColumn(`${index}${"|".repeat(400)}`, { by: index < 500 ? "distribution" : null, summary: "x".repeat(9_999) }),
      ),
    );
    expect(renderReportMarkdown(report).length).toBeLessThan(65_536);
  });
  test("every row of an ugly table has seven cells", () => {
    const rows = renderReportMarkdown(makeUgly())
      .split("\n")
      .filter((line) => line.startsWith("|"));
    for (const row of rows) expect(row.replaceAll("\\|", "").split("|").length).toBe(9);
    expect(rows.length).toBe(2 + 8);
  });
});

describe("annotations", () => {
  test("an error for what matters, a warning for what is small", () => {
    const report = makeReport([
      makeColumn("a", { by: "distribution", summary: "a is higher." }),
      makeColumn("b", { by: "distribution", material: false, summary: "b is a little higher." }),
    ]);
    expect(renderReportAnnotations(report)).toBe("::error title=a changed::a is higher.\n::warning title=b changed::b is a little higher.\n");
  });
  test("percent, line ends, and in a title colon and comma are escaped", () => {
    const report = makeReport([makeColumn("a:b,c%\n", { by: "levels", summary: "5 % of a:b,c\r\n::error::x" })]);
    expect(renderReportAnnotations(report)).toBe("::error title=a%3Ab%2Cc%25  changed::5 %25 of a:b,c ::error::x\n");
  });
  test("ten of a kind, the last for all that are left", () => {
    const lines = renderReportAnnotations(makeWide(40, 40)).trimEnd().split("\n");
    expect([lines.length, lines.at(-1)]).toEqual([10, expect.stringMatching(/^::error title=31 more columns changed::n09, /)]);
  });
  test("nothing changed: one notice", () =>
    expect(renderReportAnnotations(makeReport([makeColumn("a")]))).toBe(
      "::notice title=Drift report::Nothing changed: 1 column of cur.parquet is distributed as in ref.parquet.\n",
    ));
  test("never more than one command a line, whatever the names", () => {
    for (const line of renderReportAnnotations(makeUgly()).trimEnd().split("\n")) expect(line).toMatch(/^::(error|warning) title=[^:,]*::/);
  });
});

describe("JUnit", () => {
  test("a test case a column: failed where it drifted, skipped where it cannot be told", () =>
    expect(renderReportJunit(small)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="drift" tests="3" failures="1" errors="0" skipped="1" time="0">
<testsuite name="cur.parquet against ref.parquet" tests="3" failures="1" errors="0" skipped="1" time="0">
<testcase classname="drift.numeric" name="delay" time="0"><failure type="material" message="delay is 10.4 min higher on average than in ref.parquet.">distribution: largest gap of the two distributions 0.198, at 0.25 (p &lt; 0.0001, level 6.67 × 10⁻⁵; two-sample, asymptotic)</failure></testcase>
<testcase classname="drift.numeric" name="calm" time="0"/>
<testcase classname="drift.numeric" name="few" time="0"><skipped message="can’t tell (only 84 rows; 600 needed to see 0.200\u202fsd)"/></testcase>
<system-out>delay is 10.4 min higher on average than in ref.parquet.</system-out>
</testsuite>
</testsuites>
`));
  test("no character that XML 1.0 cannot hold", () => expect(renderReportJunit(makeUgly()).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\ufffe\uffff]/u));
});

describe("a table for a terminal", () => {
  test("ranked, aligned, unchanged ones in a line", () =>
    expect(renderReportTable(small, { colours: false, columns: 120 })).toBe(`delay is 10.4 min higher on average than in ref.parquet.
1 did not change; of few we can’t tell.
What now: check the model on rows where delay moved; if it no longer holds, retrain on recent data.

  column  type        change                         statistic  threshold        missing  by
◆ delay   numeric  +10.4\u202fmin  95 % 9.41 to 11.4\u202fmin      0.198     0.0416  1.3\u202f% → 1.3\u202f%  distribution

? few: can’t tell (only 84 rows; 600 needed to see 0.200\u202fsd)
1 column unchanged: calm
Were nothing changed, a report like this would name any column in at most 1\u202f% of cases; 15 checks share that.
`));
  test.each([[20], [40], [80], [120], [200]])("no line is wider than %i places, wide characters counted", (columns) => {
    for (const report of [makeUgly(), makeWide(25, 13), makeReport([])])
      for (const line of renderReportTable(report, { colours: false, columns }).split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
  });
  test("in 80 places the name gives way before threshold and cause", () => {
    const head = renderReportTable(makeWide(25, 13), { colours: false, columns: 80 })
      .split("\n")
      .find((line) => line.startsWith("  column"));
    expect(head).toMatch(/^ {2}column +change +statistic +threshold +by$/);
  });
  test("colours only when asked", () => {
    expect(renderReportTable(makeUgly(), { colours: false, columns: 80 })).not.toContain("\u001b");
    expect(renderReportTable(small, { colours: true, columns: 80 })).toContain("\u001b[33m◆ delay");
  });
});
