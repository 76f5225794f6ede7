import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evenBins } from "../../../dashboards/charts/even-bins.ts";
import { printable, shortened } from "../../../dashboards/drift-report/printable.ts";

const TAILS = { reference: [0, 0] as const, current: [0, 0] as const };
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe("bins of one width", () => {
  test("40 become 20 by pairs", () => {
    const shares = Array.from({ length: 40 }, (_, bin) => bin / 780);
    const { reference, edges } = evenBins(
      { kind: "numeric", edges: Array.from({ length: 41 }, (_, edge) => edge), reference: shares, current: shares, tails: TAILS },
      20,
    );
    expect([reference.length, edges.length, edges[1]]).toEqual([20, 21, 2]);
    expect(reference[3]).toBeCloseTo((6 + 7) / 780, 12);
  });
  test("the mass is kept, whatever the widths", () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0.01, max: 9, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), { minLength: 1, maxLength: 60 }),
        (bins) => {
          const edges = bins.reduce<number[]>((all, [width]) => [...all, (all.at(-1) ?? 0) + width], [0]);
          const shares = bins.map(([, share]) => share);
          const even = evenBins({ kind: "numeric", edges, reference: shares, current: shares, tails: TAILS }, 20);
          expect(sum(even.reference)).toBeCloseTo(sum(shares), 9);
          expect(even.reference.length).toBeLessThanOrEqual(20);
        },
      ),
    ));
});

describe("text from outside", () => {
  const cases: [string, string, string][] = [
    ["line ends and tabs are a space", "a\r\n\tb", "a b"],
    ["thin spaces stay", "9\u202fmin", "9\u202fmin"],
    ["control characters are seen", "\u001b[31mred", "\ufffd[31mred"],
    ["what turns the direction is seen", "a\u202etxt", "a\ufffdtxt"],
    ["half a pair is seen", "a\ud83d", "a\ufffd"],
    ["a family stays together", "👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"],
    ["nothing is something", "  ", "(empty)"],
  ];
  test.each(cases)("%s", (_, text, expected) => expect(printable(text)).toBe(expected));
  test("cut between characters, as people count them", () => expect(shortened("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2)).toBe("👩‍👩‍👧‍👦…"));
});
