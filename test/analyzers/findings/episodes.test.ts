import { describe, expect, test } from "vitest";
import { episodesOf } from "../../../analyzers/findings/episodes.ts";
import type { Cause, Finding, Severity, Verdict } from "../../../analyzers/findings/finding.ts";
import { findingId } from "../../../analyzers/findings/finding-id.ts";
import { fromFindingRow, toFindingRow } from "../../../analyzers/findings/finding-rows.ts";

const DAY = 86_400_000;
interface Given {
  readonly verdict?: Verdict;
  readonly material?: boolean;
  readonly cause?: Cause | null;
  readonly severity?: Severity;
  readonly effect?: number;
  readonly analyzer?: Finding["analyzer"];
  readonly subject?: string;
}

function finding(day: number, given: Given = {}): Finding {
  const {
    verdict = "ok",
    analyzer = "drift",
    subject = "x",
    cause = null,
    severity = "none",
    effect = 0,
    material = verdict !== "ok" && verdict !== "noData",
  } = given;
  const key = { model: "m", version: "1", analyzer, subject, windowStart: day * DAY, windowEnd: (day + 1) * DAY };
  const about = { verdict, material, severity, cause, summary: `day ${day}`, coverage: 1, rows: 10, judgedTime: key.windowEnd };
  const numbers = {
    statistic: 1,
    statisticName: "s",
    pValue: Number.NaN,
    threshold: null,
    thresholdSource: "",
    effect: { value: effect, low: 0, high: 1, unit: "u" },
  };
  return { ...key, ...about, ...numbers, findingId: findingId(key), revision: 0, evidence: { checks: [] }, inputs: { a: 1 } };
}

const letters: Readonly<Record<string, Given>> = { o: {}, d: { verdict: "drifted" }, n: { verdict: "noData" }, i: { verdict: "drifted", material: false } };
const timeline = (text: string, given: Given = {}): Finding[] => text.split("").map((letter, day) => finding(day, { ...letters[letter], ...given }));

describe("which windows make an episode (o ok, d drifted, n no data, i drifted but immaterial)", () => {
  const cases: readonly [string, string, readonly (readonly [number, number | null])[]][] = [
    ["all ok: none", "ooo", []],
    ["a bad window at the end is open", "ood", [[2, null]]],
    ["two ok windows do not end drift", "odoo", [[1, null]]],
    ["three ok windows do", "odooo", [[1, 2]]],
    ["bad windows with two ok ones between are one", "odoodooo", [[1, 5]]],
    [
      "bad windows with three ok ones between are two",
      "odooodooo",
      [
        [1, 2],
        [5, 6],
      ],
    ],
    ["no data does not count as ok", "odonono", [[1, 2]]],
    ["no data does not end an episode", "odnnnn", [[1, null]]],
    ["no data does not start one", "nnoo", []],
    ["immaterial drift does not start one", "iii", []],
    ["immaterial drift lets one end", "odiii", [[1, 2]]],
  ];
  test.each(cases)("%s: %s", (_, text, expected) => {
    const episodes = episodesOf(timeline(text), 100 * DAY);
    expect(episodes.map((episode) => [episode.since / DAY, episode.until === null ? null : episode.until / DAY])).toEqual(expected);
  });
});

test("one ok window ends an episode of the other analyzers", () => {
  const [first] = episodesOf(timeline("od", { analyzer: "errors" }).concat(finding(2, { analyzer: "errors" })), 100 * DAY);
  expect(first?.until).toBe(2 * DAY);
});

test("findings judged after now are not known yet", () => {
  expect(episodesOf(timeline("odooo"), 3 * DAY)[0]?.until).toBeNull();
});

describe("the cause is the one named most", () => {
  const cases: readonly [string, readonly (Cause | null)[], Cause | null][] = [
    ["none named", [null, null], null],
    ["most named", ["trueShift", "unitChange", "unitChange"], "unitChange"],
    ["of equals the first", ["trueShift", "unitChange"], "trueShift"],
    ["windows without a cause do not vote", [null, null, "nullSurge"], "nullSurge"],
  ];
  test.each(cases)("%s", (_, causes, expected) => {
    const findings = causes.map((cause, day) => finding(day, { verdict: "drifted", cause }));
    expect(episodesOf(findings, 100 * DAY)[0]?.cause).toBe(expected);
  });
});

describe("a shift that is over, and whose end a finding called so, was temporary", () => {
  const cases: readonly [string, readonly Given[], Cause | null][] = [
    [
      "ended, over",
      [{ verdict: "drifted" }, { verdict: "drifted", cause: "trueShift" }, { cause: "temporaryShift" }, ...Array.from({ length: 6 }, () => ({}))],
      "temporaryShift",
    ],
    ["ended, not over yet", [{ verdict: "drifted" }, { cause: "temporaryShift" }], null],
    ["it came again", [{ verdict: "drifted", cause: "trueShift" }, { cause: "temporaryShift" }, { verdict: "drifted", cause: "trueShift" }], "trueShift"],
    ["another cause keeps its name", [{ verdict: "drifted", cause: "unitChange" }, { cause: "temporaryShift" }, {}, {}], "unitChange"],
  ];
  test.each(cases)("%s", (_, given, expected) => {
    const findings = given.map((one, day) => finding(day, one));
    expect(episodesOf(findings, 100 * DAY)[0]?.cause).toBe(expected);
  });
});

test("the worst is the most severe, then the largest effect either way", () => {
  const bad = { verdict: "drifted", severity: "warning" } as const;
  const findings = [finding(0, { ...bad, effect: 5 }), finding(1, { ...bad, effect: -9 }), finding(2, { ...bad, effect: 8 })];
  expect(episodesOf(findings, 100 * DAY)[0]?.summary).toBe("day 1");
  expect(episodesOf([...findings, finding(3, { ...bad, severity: "critical" })], 100 * DAY)[0]?.summary).toBe("day 3");
});

test("subjects are apart, episodes in the order of their beginning", () => {
  const findings = [finding(3, { verdict: "drifted", subject: "a" }), finding(1, { verdict: "drifted", subject: "b" })];
  expect(episodesOf(findings, 100 * DAY).map((episode) => episode.subject)).toEqual(["b", "a"]);
});

test("a finding comes back from its row as it was, what is not finite as null", () => {
  const before = finding(1, { verdict: "drifted", cause: "unitChange" });
  expect(fromFindingRow(toFindingRow(before))).toEqual({ ...before, pValue: null });
});

test("a finding counts from the moment at which it was judged", () => {
  const bad = finding(0, { verdict: "drifted" });
  expect(episodesOf([bad], bad.judgedTime)).toHaveLength(1);
  expect(episodesOf([bad], bad.judgedTime - 1)).toEqual([]);
});
