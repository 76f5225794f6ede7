import { assert, double, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { DELAY_EDGES, labelledShareAt, type LabelCohort, learnMaturity, maturityOf } from "../../../analyzers/decay/maturity-curve.ts";
import { labelOutage } from "../../../analyzers/decay/label-outage.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";

const DAY = 86_400_000;
const UNTIL = 100 * DAY;

/** A day of rows, `ago` days before the end, with labels by edge. */
function cohort(ago: number, rows: number, byEdge: Readonly<Record<number, number>>, window = 0): LabelCohort {
  const time = UNTIL - ago * DAY;
  return { day: time, window, rows, meanTime: time, lastTime: time, labelled: DELAY_EDGES.map((edge) => byEdge[edge] ?? 0) };
}

describe("the maturity curve", () => {
  test("all rows followed to the end: the shares that have a label, and what is left never gets one", () => {
    const curve = learnMaturity([cohort(95, 1000, { [DAY]: 500, [10 * DAY]: 300 })], UNTIL);
    expect(curve?.shares[DELAY_EDGES.indexOf(DAY)]).toBeCloseTo(0.5, 12);
    expect(curve?.ever).toBeCloseTo(0.8, 12);
    expect(curve === null ? null : labelledShareAt(curve, 91 * DAY)).toBeCloseTo(0.8, 12);
  });

  test("by hand: rows that came two days ago say nothing of ten days, and are no rows without a label (Kaplan and Meier)", () => {
    const curve = learnMaturity([cohort(95, 1000, { [DAY]: 500, [10 * DAY]: 250 }), cohort(2.5, 1000, { [DAY]: 400 })], UNTIL);
    // Of 2,000 at risk 900 within a day; then, of the 500 that were followed, half.
    expect(curve?.shares[DELAY_EDGES.indexOf(DAY)]).toBeCloseTo(0.45, 12);
    expect(curve?.ever).toBeCloseTo(1 - 0.55 * 0.5, 12);
  });

  test("too few rows followed: the curve ends there; none at all: there is none", () => {
    const curve = learnMaturity([cohort(5.5, 1000, { [DAY]: 500 })], UNTIL);
    expect(curve?.shares).toHaveLength(DELAY_EDGES.indexOf(5 * DAY) + 1);
    expect(learnMaturity([cohort(50, 199, {})], UNTIL)).toBeNull();
  });

  test("it never falls, lies from 0 to 1, and old rows are fully mature", () => {
    assert(
      property(integer({ min: 0, max: 2 ** 31 }), double({ min: 0.1, max: 1, noNaN: true }), (seed, ever) => {
        const random = seededRandom(seed);
        const cohorts = Array.from({ length: 40 }, (_, day) => {
          const one = cohort(day + 1, 100, {});
          const labelled = DELAY_EDGES.map(() => 0);
          for (let row = 0; row < 100; row += 1) {
            const delay = -Math.log(1 - random()) * 3 * DAY;
            const place = DELAY_EDGES.findIndex((edge) => edge >= delay);
            if (random() < ever && delay <= (day + 1) * DAY && place >= 0) labelled[place] = (labelled[place] ?? 0) + 1;
          }
          return { ...one, labelled };
        });
        const curve = learnMaturity(cohorts, UNTIL);
        const shares = curve?.shares ?? [];
        expect(shares.every((share, place) => share >= (shares[place - 1] ?? 0) && share <= 1)).toBe(true);
        // The truth is exponential with a mean of three days, and a part that never comes.
        expect(Math.abs((curve?.ever ?? 0) - ever)).toBeLessThan(0.1);
        expect(curve === null ? null : maturityOf(curve, [{ rows: 10, meanTime: 0 }], UNTIL)).toBeCloseTo(1, 12);
        expect(
          Math.abs((curve === null ? null : (maturityOf(curve, [{ rows: 10, meanTime: UNTIL - 3 * DAY }], UNTIL) ?? 0)) ?? 0) - (1 - Math.exp(-1)),
        ).toBeLessThan(0.1);
      }),
      { numRuns: 30 },
    );
  });
});

describe("labels that stop coming", () => {
  const before = Array.from({ length: 30 }, (_, day) => cohort(day + 3, 200, { [DAY]: 150 + ((day * 7) % 11) }));
  const curve = learnMaturity(before, UNTIL);
  const outageOf = (own: readonly LabelCohort[], days = before) => (curve === null ? null : labelOutage(curve, days, own, UNTIL, 1e-3));

  test.each([
    ["none", 0, true],
    ["a tenth of what is usual", 16, true],
    ["a quarter of what is usual", 40, false],
    ["a little less than usual", 140, false],
    ["as usual", 155, false],
  ])("%s: %s of 200 rows, where about 155 have a label by then", (_, labels, called) => {
    expect(outageOf([cohort(2, 200, { [DAY]: labels }, 1)])?.days.length).toBe(called ? 1 : 0);
  });

  test("rows that are too young to have labels are no outage", () => {
    expect(outageOf([cohort(0.05, 200, {}, 1)])?.days).toEqual([]);
  });

  test("an outage a while ago does not hide the next one", () => {
    const withOutage = [...before, cohort(40, 200, {}), cohort(41, 200, {})];
    expect(outageOf([cohort(2, 200, {}, 1)], withOutage)?.days).toHaveLength(1);
  });

  test("days on which labels never come by rule, two of seven, are no outage", () => {
    const weeks = Array.from({ length: 42 }, (_, day) => cohort(day + 3, 200, day % 7 < 2 ? {} : { [DAY]: 155 }));
    expect(outageOf([cohort(2, 200, {}, 1)], weeks)?.days).toEqual([]);
  });

  test("under eight days before, or 20 rows a day, it cannot be told", () => {
    expect(outageOf([cohort(2, 200, {}, 1)], before.slice(0, 7))).toBeNull();
    expect(outageOf([cohort(2, 19, {}, 1)])).toBeNull();
  });
});
