import { expect, test } from "vitest";
import { labelSelection } from "../../../analyzers/decay/label-selection.ts";
import { DELAY_EDGES, type LabelCohort, learnMaturity } from "../../../analyzers/decay/maturity-curve.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";

const DAY = 86_400_000;
const UNTIL = 100 * DAY;

/** Days of 200 rows with scores from 0 to 1, each with its label within a day where `isLabelled` says so. */
function daysOf(count: number, isLabelled: (score: number, draw: number) => boolean): readonly LabelCohort[] {
  const random = seededRandom(5);
  return Array.from({ length: count }, (_, day) => {
    const rows = Array.from({ length: 200 }, () => ({ score: random(), draw: random() })).map(({ score, draw }) => ({ score, has: isLabelled(score, draw) }));
    const side = (has: boolean) => ({
      rows: rows.filter((row) => row.has === has).length,
      sum: rows.filter((row) => row.has === has).reduce((sum, { score }) => sum + score, 0),
    });
    const time = UNTIL - (day + 3) * DAY;
    const labelled = DELAY_EDGES.map((edge) => (edge === DAY ? side(true).rows : 0));
    return { day: time, window: 0, rows: 200, meanTime: time, lastTime: time, labelled, scores: { labelled: side(true), without: side(false) } };
  });
}

function selectionOf(cohorts: readonly LabelCohort[]) {
  const curve = learnMaturity(cohorts, UNTIL);
  return curve === null ? null : labelSelection(curve, cohorts, UNTIL);
}

test("labels for low scores only (approved loans): the share, and both mean scores", () => {
  const selection = selectionOf(daysOf(20, (score) => score < 0.6));
  expect(selection?.share).toBeCloseTo(0.6, 1);
  expect(selection?.meanLabelled).toBeCloseTo(0.3, 1);
  expect(selection?.meanWithout).toBeCloseTo(0.8, 1);
  expect(selection?.days).toBe(20);
});

test.each([
  ["labels missing at random", daysOf(20, (_, draw) => draw < 0.6)],
  ["rows that nearly all have one", daysOf(20, (score) => score < 0.97)],
  ["under eight days", daysOf(7, (score) => score < 0.6)],
  [
    "no scores",
    daysOf(20, (score) => score < 0.6).map(({ day, window, rows, meanTime, lastTime, labelled }) => ({ day, window, rows, meanTime, lastTime, labelled })),
  ],
])("nothing is said of %s", (_, cohorts) => {
  expect(selectionOf(cohorts)).toBeNull();
});
