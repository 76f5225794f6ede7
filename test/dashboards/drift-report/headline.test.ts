import { describe, expect, test } from "vitest";
import type { DriftReport } from "../../../analyzers/report/drift-report.ts";
import { reportHeadline } from "../../../dashboards/drift-report/headline.ts";
import { makeColumn, makeReport, makeUnknown } from "./support/make-report.ts";

const delay = makeColumn("delay", { by: "distribution", summary: "delay is 10.4 min higher on average (95 % 9.35 to 11.4)." });
const gone = makeColumn("gone", { by: "missing", summary: "gone is missing in 2.06 % of rows, against 0.02 %." });
const time = makeColumn("time", { type: "datetime", by: "distribution", summary: "time spans June, against January." });
const calm = ["a", "b", "c", "d", "e"].map((name) => makeColumn(name));
const mix = makeColumn("mix", { type: "categorical" });
const blind = makeColumn("blind", { detectable: { value: 0.9, unit: "sd", rowsForHalf: 300 } });
const few = { reference: { name: "ref.csv", rows: 84 }, current: { name: "cur.csv", rows: 91 } };

describe("what a report says first", () => {
  const cases: [string, DriftReport, { first: string; rest?: string; next?: string }][] = [
    [
      "what matters most, in its own unit; then the others; then what now",
      makeReport([delay, gone, ...calm, makeUnknown("few")]),
      {
        first: "delay is 10.4 min higher on average (95\u202f% 9.35 to 11.4).",
        rest: "1 other column changed: gone. 5 did not change; of few we can’t tell.",
        next: "What now: check the model on rows where delay moved; if it no longer holds, retrain on recent data.",
      },
    ],
    [
      "that time went by comes after all else",
      makeReport([time, gone, ...calm]),
      {
        first: "gone is missing in 2.06\u202f% of rows, against 0.02\u202f%.",
        rest: "1 other column changed: time. 5 did not change.",
        next: "What now: look at the source of gone: do its values still arrive?",
      },
    ],
    [
      "where most changed at once the files come first",
      makeReport([delay, gone, { ...gone, name: "more" }, { ...gone, name: "other" }, ...calm.slice(0, 1)]),
      {
        first: "delay is 10.4 min higher on average (95\u202f% 9.35 to 11.4).",
        next: "Most columns changed at once: first make sure that both files were made the same way (query, filter, units, order of columns).",
      },
    ],
    [
      "what is smaller than was asked for is no change, and is named",
      makeReport([{ ...delay, material: false }, ...calm], { minEffect: 0.1 }),
      {
        first: "Nothing changed by as much as 0.100, the least that was asked for.",
        rest: "Changed, but by less than 0.100: delay. 5 columns did not change.",
      },
    ],
    [
      "unchanged, with what would have shown",
      makeReport([...calm, mix]),
      {
        first: "Nothing changed: 6 columns of cur.parquet are distributed as in ref.parquet.",
        rest: "A change of 0.0520 standard deviations, or in 5.2\u202f% of rows would have shown in each, with a chance of 90\u202f%.",
        next: "",
      },
    ],
    [
      "few rows, where only a large change would have shown: can't tell",
      makeReport([...calm, blind], few),
      {
        first: "We can’t tell from so few rows (91 against 84): 6 columns of cur.csv show no change, but only a large one would.",
        rest: "A change of 0.900 standard deviations would have shown in each, with a chance of 90\u202f%.",
        next: "What now: compare more rows.",
      },
    ],
    ["nothing judged", makeReport([makeUnknown("few")]), { first: "We can’t tell whether anything changed.", rest: "Of few we can’t tell." }],
    ["no column in common", makeReport([]), { first: "There is nothing to compare: the two data sets share no column." }],
  ];
  test.each(cases)("%s", (_, report, expected) => expect(reportHeadline(report)).toMatchObject(expected));
});
