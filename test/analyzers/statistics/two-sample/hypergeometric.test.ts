import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type GroupRows,
  hypergeometricPValue,
  hypergeometricTails,
  hypergeometricThreshold,
  leastHypergeometricPValue,
} from "../../../../analyzers/statistics/two-sample/hypergeometric-test.ts";

/** Made by scipy; the file says how. */
const fixture = JSON.parse(readFileSync(join(import.meta.dirname, "../../../fixtures/scipy/hypergeometric.json"), "utf8")) as {
  readonly cases: readonly (GroupRows & { readonly less: number; readonly greater: number })[];
};

describe("tails are scipy's, to nine digits, or to 1e-12 where nearly all is in the tail", () => {
  test.each(fixture.cases)("$inCurrent of $size among $current of $total", ({ less, greater, ...rows }) => {
    const tails = hypergeometricTails(rows);
    for (const [ours, theirs] of [
      [tails.less, less],
      [tails.greater, greater],
    ] as const)
      expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(Math.max(1e-9 * theirs, theirs > 0.5 ? 1e-12 : 0));
  });
});

const margins = fc
  .record({ size: fc.nat(30), plain: fc.nat(30), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .filter(({ size, plain }) => size + plain > 1)
  .map(({ size, plain, share }) => ({ size, total: size + plain, current: 1 + Math.floor(share * (size + plain - 2)) }));

/** ln of the number of ways to choose k of n. */
const lnWays = (n: number, k: number): number => Array.from({ length: k }, (_, i) => Math.log((n - i) / (i + 1))).reduce((sum, term) => sum + term, 0);

function outcomes({ size, total, current }: Omit<GroupRows, "inCurrent">): { inCurrent: number; chance: number }[] {
  const [least, most] = [Math.max(0, current - (total - size)), Math.min(size, current)];
  return Array.from({ length: most - least + 1 }, (_, k) => least + k).map((inCurrent) => ({
    inCurrent,
    chance: Math.exp(lnWays(size, inCurrent) + lnWays(total - size, current - inCurrent) - lnWays(total, current)),
  }));
}

describe("of all ways in which a group can be shared out", () => {
  test("p-values lie in (0, 1], are twice the smaller tail summed term by term, and at most a share x of ways has p ≤ x", () => {
    fc.assert(
      fc.property(margins, (rows) => {
        const all = outcomes(rows).map((one) => ({ ...one, pValue: hypergeometricPValue({ ...rows, inCurrent: one.inCurrent }) }));
        for (const { inCurrent, pValue } of all) {
          const sum = (holds: (k: number) => boolean): number => all.filter((one) => holds(one.inCurrent)).reduce((total, { chance }) => total + chance, 0);
          const expected = Math.min(
            1,
            2 *
              Math.min(
                sum((k) => k <= inCurrent),
                sum((k) => k >= inCurrent),
              ),
          );
          expect(pValue).toBeGreaterThan(0);
          expect(pValue).toBeLessThanOrEqual(1);
          expect(Math.abs(pValue - expected)).toBeLessThan(1e-9 * expected + 1e-12);
          const asSmall = all.filter((one) => one.pValue <= pValue).reduce((total, { chance }) => total + chance, 0);
          expect(asSmall).toBeLessThanOrEqual(pValue * (1 + 1e-9));
        }
        expect(leastHypergeometricPValue(rows)).toBe(Math.min(...all.map(({ pValue }) => pValue)));
      }),
    );
  });

  test("a difference of shares reaches the threshold at a level wherever the p-value does", () => {
    fc.assert(
      fc.property(margins, fc.double({ min: 1e-6, max: 0.5, noNaN: true }), (rows, level) => {
        const threshold = hypergeometricThreshold(rows, level);
        const reached = outcomes(rows).filter(({ inCurrent }) => hypergeometricPValue({ ...rows, inCurrent }) <= level);
        const difference = ({ inCurrent }: { inCurrent: number }): number =>
          Math.abs(inCurrent / rows.current - (rows.size - inCurrent) / (rows.total - rows.current));
        if (reached.length === 0) expect(threshold).toBeNull();
        else expect(threshold).toBe(Math.min(...reached.map(difference)));
      }),
    );
  });
});
