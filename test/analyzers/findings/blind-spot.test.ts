import { describe, expect, test } from "vitest";
import { blindSpot } from "../../../analyzers/findings/blind-spot.ts";
import type { Evidence, Finding } from "../../../analyzers/findings/finding.ts";
import { makeFinding } from "../../dashboards/support/make-finding.ts";

/** Twenty equal bins from `first` to `last`: the standard deviation is 0.289 of the width. */
function even(first: number, last: number): Evidence["distribution"] {
  const shares = Array.from({ length: 20 }, () => 0.049);
  const edges = Array.from({ length: 21 }, (_, edge) => first + ((last - first) * edge) / 20);
  return { kind: "numeric", edges, reference: shares, current: shares, tails: { reference: [0.01, 0.01], current: [0.01, 0.01] } };
}

describe("whether a window without a change says anything", () => {
  const cases: [string, { value: number; unit: string } | null, Evidence["distribution"] | undefined, Partial<Finding>, string | null][] = [
    ["a shift of a tenth of the range would have shown", { value: 10, unit: "°F" }, even(0, 100), {}, null],
    ["two standard deviations exactly would have", { value: 0.5, unit: "share" }, undefined, {}, null],
    ["only one of over two standard deviations would have", { value: 70, unit: "°F" }, even(0, 100), {}, "large"],
    ["a probability cannot move by 0.851", { value: 0.851, unit: "" }, even(0, 1), {}, "impossible"],
    ["of numbers beyond 0 to 1 nobody knows how far they can move", { value: 1.5, unit: "" }, even(0, 2), {}, "large"],
    ["a total variation of 1.39 cannot be", { value: 1.39, unit: "share" }, undefined, {}, "impossible"],
    ["over half of the rows would have to move", { value: 0.7, unit: "share" }, undefined, {}, "large"],
    ["what changed did show", { value: 1.39, unit: "share" }, undefined, { verdict: "drifted" }, null],
    ["what was not judged is no blind spot", { value: 1.39, unit: "share" }, undefined, { verdict: "noData" }, null],
    ["nothing is known of the smallest shift", null, even(0, 100), {}, null],
    ["drift alone has one", { value: 1.39, unit: "share" }, undefined, { analyzer: "decay" }, null],
  ];
  test.each(cases)("%s", (_, least, distribution, more, why) => {
    const evidence: Evidence = { checks: [], smallestShift: least && { ...least, windowForHalf: "4d" }, ...(distribution && { distribution }) };
    const spot = blindSpot(makeFinding(1, { evidence, ...more }));
    expect(spot?.why ?? null).toBe(why);
    expect(spot?.windowForHalf ?? "4d").toBe("4d");
  });
});
