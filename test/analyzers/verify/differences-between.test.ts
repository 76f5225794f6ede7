import { describe, expect, test } from "vitest";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import { fromFindingRow, toFindingRow } from "../../../analyzers/findings/finding-rows.ts";
import { differencesBetween } from "../../../analyzers/verify/differences-between.ts";
import { aFinding } from "../../alerts/a-finding.ts";

const recorded = aFinding(0, { evidence: { checks: [{ check: "range", statistic: 1, pValue: 0.5, threshold: null, detail: "" }], note: [1, 2] } });

describe("what a finding says, compared to the last digit", () => {
  test.each<[string, Partial<Finding>]>([
    ["the same", {}],
    ["stored and read again: NaN has become null, absent has become missing", { statistic: 0.31, evidence: { ...recorded.evidence, gone: undefined } }],
    ["its names, revision, time and inputs do not count", { findingId: "x", revision: 9, judgedTime: 0, inputs: { a: 1 } }],
  ])("%s: no difference", (_, change) => {
    expect(differencesBetween(recorded, { ...recorded, ...change })).toEqual([]);
  });

  test.each<[string, Partial<Finding>, string, unknown, unknown]>([
    ["the last digit of a number", { statistic: 0.31 + Number.EPSILON / 4 }, "statistic", 0.31, 0.31000000000000005],
    ["a minus before zero", { coverage: -0 }, "coverage", 1, -0],
    ["a verdict", { verdict: "ok" }, "verdict", "drifted", "ok"],
    ["an effect that is gone", { effect: null }, "effect", recorded.effect, null],
    ["an effect's bound", { effect: { value: 10.4, low: 9.5, high: 11.4, unit: "minutes" } }, "effect.low", 9.4, 9.5],
    ["one number of one check", { evidence: withCheck({ pValue: 0.25 }) }, "evidence.checks[0].pValue", 0.5, 0.25],
    ["an entry of a list", { evidence: { ...recorded.evidence, note: [1, 2, 3] } }, "evidence.note[2]", undefined, 3],
  ])("%s is one", (_, change, what, before, after) => {
    expect(differencesBetween(recorded, { ...recorded, ...change })).toEqual([{ what, recorded: before, recomputed: after }]);
  });

  test("several are told all", () => {
    expect(differencesBetween(recorded, { ...recorded, rows: 1, severity: "critical" }).map(({ what }) => what)).toEqual(["severity", "rows"]);
  });

  test("a number that JSON cannot hold is what its storing makes of it", () => {
    const infinite = { ...recorded, threshold: Infinity };
    expect(differencesBetween(fromFindingRow(toFindingRow(infinite)), infinite)).toEqual([]);
  });
});

function withCheck(change: object): Finding["evidence"] {
  return { ...recorded.evidence, checks: recorded.evidence.checks.map((check) => ({ ...check, ...change })) };
}
