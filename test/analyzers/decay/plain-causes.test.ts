import { describe, expect, test } from "vitest";
import type { Judgement } from "../../../analyzers/findings/make-finding.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import {
  CLASS_CONCEPTS,
  CLASS_LEFT_OUT,
  CLASS_MIXED,
  CLASS_WORLDS,
  type ClassWorld,
  judgedWeek,
  moreOfSecond,
  NUMBER_CONCEPTS,
  NUMBER_LEFT_OUT,
  NUMBER_WORLDS,
  NUMBERS,
  type NumberWorld,
  SURE,
  UNSURE,
  type WeekOptions,
} from "./worlds.ts";

const WEEKS = 4;
const weeks = (before: ClassWorld | NumberWorld, after: ClassWorld | NumberWorld, options: WeekOptions = {}): readonly (readonly Judgement[])[] =>
  Array.from({ length: WEEKS }, (_, seed) => judgedWeek(before, after, seededRandom(seed + 1), options));
const causesOf = (judged: readonly Judgement[]): readonly (string | null)[] => [...new Set(judged.map(({ cause }) => cause))];

describe("inputs that move are no decay, however the model was wrong from the start", () => {
  test.each(Object.entries(CLASS_WORLDS).flatMap(([name, world]) => [1, -1].map((mean) => [name, mean, world] as const)))(
    "classes, %s, by %s: in at most one of four weeks, and never a concept",
    (_, mean, world) => {
      const bad = weeks({ ...SURE, ...world }, { ...SURE, ...world, mean }).filter((judged) => judged.length > 0);
      expect(bad.length).toBeLessThanOrEqual(1);
      expect(bad.flatMap(causesOf)).not.toContain("conceptDrift");
    },
  );

  test.each(Object.entries(NUMBER_WORLDS).flatMap(([name, world]) => [1, -1].map((mean) => [name, mean, world] as const)))(
    "numbers, %s, by %s: in at most one of four weeks, and never a concept",
    (_, mean, world) => {
      const bad = weeks({ ...NUMBERS, ...world }, { ...NUMBERS, ...world, mean }).filter((judged) => judged.length > 0);
      expect(bad.length).toBeLessThanOrEqual(1);
      expect(bad.flatMap(causesOf)).not.toContain("conceptDrift");
    },
  );

  test("classes that come without a confidence: more hard rows are no concept", () => {
    const bad = weeks({ ...UNSURE, mean: 1.5 }, { ...UNSURE, mean: 0.3 });
    expect(bad.flatMap(causesOf)).not.toContain("conceptDrift");
  });

  test("fewer errors than expected are no decay", () => {
    expect(weeks(UNSURE, { ...UNSURE, mean: 1 }).flat()).toEqual([]);
  });
});

describe("causes of classes and numbers say no more than the test", () => {
  test.each(Object.entries(CLASS_CONCEPTS))("classes, %s: concept drift", (_, truth) => {
    for (const judged of weeks(SURE, { ...SURE, truth })) {
      expect(causesOf(judged)).toEqual(["conceptDrift"]);
      expect(judged[0]?.summary).toContain("rows of the same predicted class turn out otherwise than before, also when weighted to the baseline’s inputs");
    }
  });

  test.each(Object.entries(NUMBER_CONCEPTS))("numbers, %s: concept drift", (_, truth) => {
    for (const judged of weeks(NUMBERS, { ...NUMBERS, truth })) {
      expect(causesOf(judged)).toEqual(["conceptDrift"]);
      expect(judged[0]?.summary).toContain("rows with predictions as large turn out otherwise than before, also when weighted to the baseline’s inputs");
    }
  });

  test("a feature that the model leaves out moves residuals alone: calibration moved, the inputs may explain it", () => {
    const numbers = weeks({ ...NUMBERS, ...NUMBER_LEFT_OUT, flagged: 0.3 }, { ...NUMBERS, ...NUMBER_LEFT_OUT, flagged: 0.8 });
    expect(numbers.map(causesOf)).toEqual(numbers.map(() => ["calibrationMoved"]));
    expect(numbers[0]?.[0]?.summary).toContain("but not when weighted to the baseline’s inputs");
    const classes = weeks({ ...SURE, ...CLASS_LEFT_OUT, flagged: 0.3 }, { ...SURE, ...CLASS_LEFT_OUT, flagged: 0.9 });
    expect(classes.flatMap(causesOf)).not.toContain("conceptDrift");
  });

  test("without the rows' inputs no more can be said", () => {
    const [judged = []] = weeks(NUMBERS, { ...NUMBERS, truth: NUMBER_CONCEPTS["the slope falls"] ?? NUMBERS.truth }, { inputs: false });
    expect(causesOf(judged)).toEqual(["calibrationMoved"]);
    expect(judged[0]?.summary).toContain("whether the same inputs do is not known");
  });

  test("three times as many of the class that is hardest to find: label shift, or no more than that the classes turn out otherwise", () => {
    const world = { ...SURE, ...CLASS_MIXED };
    const found = weeks(world, world, { mix: moreOfSecond });
    expect(found.filter((judged) => causesOf(judged).includes("labelShift")).length).toBeGreaterThanOrEqual(3);
    expect(found.flatMap(causesOf)).not.toContain("conceptDrift");
  });

  test("predictions beyond the baseline's: outside training", () => {
    const curved = { ...NUMBERS, ...NUMBER_WORLDS["curved"] };
    expect(weeks(curved, { ...curved, mean: 6 }).map(causesOf)).toEqual(Array.from({ length: WEEKS }, () => ["outsideTraining"]));
  });

  test("a class that the baseline never had: outside training", () => {
    const renamed = (rows: Parameters<typeof moreOfSecond>[0]) => rows.map((row) => (row.truth === "b" ? { ...row, truth: "new", label: 0 } : row));
    expect(weeks(UNSURE, UNSURE, { mix: renamed }).map(causesOf)).toEqual(Array.from({ length: WEEKS }, () => ["outsideTraining"]));
  });
});
