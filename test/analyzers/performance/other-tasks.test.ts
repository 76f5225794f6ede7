import { describe, expect, test } from "vitest";
import { ForecastTaskRows, type Forecasts } from "../../../analyzers/performance/forecast-task-rows.ts";
import { MultiLabelTaskRows } from "../../../analyzers/performance/multi-label-task-rows.ts";
import { RankingTaskRows } from "../../../analyzers/performance/ranking-task-rows.ts";
import { BinaryRows } from "../../../analyzers/performance/rows/binary-rows.ts";
import { averagePrecisionOf, ndcg, precisionAt } from "../../../analyzers/performance/rows/ranking-metrics.ts";
import { ratioOfRows } from "../../../analyzers/performance/rows/ratio-of-rows.ts";
import { seasonalNaive, seasonScales, timeBlocks } from "../../../analyzers/performance/season.ts";
import { normal, seededRandom } from "../../../analyzers/statistics/random.ts";

const group = (relevance: readonly number[], scores: readonly number[]) => ({ relevance: Float64Array.from(relevance), scores: Float64Array.from(scores) });

describe("ranking: scikit-learn 1.9.1's ndcg_score and average_precision_score", () => {
  test.each([
    {
      name: "scores that are tied",
      rows: group([3, 2, 3, 0, 1, 2], [0.9, 0.8, 0.8, 0.3, 0.2, 0.2]),
      at3: 0.9888906808152524,
      at10: 0.9721214195611558,
      precision: 0.9333333333333333,
    },
    {
      name: "nearly all tied",
      rows: group([0, 0, 1, 0], [0.5, 0.5, 0.5, 0.1]),
      at3: 0.7103099178571524,
      at10: 0.7103099178571524,
      precision: 0.3333333333333333,
    },
    {
      name: "no ties",
      rows: group([1, 0, 0, 2, 0, 0, 3], [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]),
      at3: 0.6300059872618924,
      at10: 0.8808925259529349,
      precision: 0.6428571428571428,
    },
  ])("$name", ({ rows, at3, at10, precision }) => {
    expect(ndcg(rows, 3)).toBeCloseTo(at3, 12);
    expect(ndcg(rows, 10)).toBeCloseTo(at10, 12);
    expect(averagePrecisionOf(rows)).toBeCloseTo(precision, 12);
  });

  test("precision at k divides by k, also of fewer rows, and shares a place among tied rows", () => {
    expect(precisionAt(group([1, 0, 1], [3, 2, 1]), 2)).toBe(0.5);
    expect(precisionAt(group([1, 0, 1], [3, 2, 1]), 10)).toBeCloseTo(0.2, 12);
    expect(precisionAt(group([1, 1, 0, 0], [1, 1, 1, 1]), 2)).toBe(0.5);
  });

  test("a group without a relevant row counts for precision alone, and is said; a negative relevance has no ndcg; no labels: null", () => {
    const rows = new RankingTaskRows([group([0, 0], [1, 2]), group([1, 0], [2, 1])], 1);
    const found = rows.intervals();
    expect(found.get("ndcg")).toMatchObject({ value: 1, note: expect.stringContaining("1 of 2 groups have no relevant row") });
    expect(found.get("precisionAtK")?.value).toBe(0.5);
    expect(new RankingTaskRows([group([-1, 1], [1, 2])], 5).intervals().get("ndcg")).toMatchObject({ value: null, note: expect.stringContaining("under 0") });
    expect(new RankingTaskRows([group([], [])], 5).intervals().get("ndcg")).toMatchObject({ value: null, note: "no row has a label" });
    expect(new RankingTaskRows([group([1, 0, 0, 0], [9, 1, 1, 1])], 2).naive().values().get("meanAveragePrecision")?.value).toBe(0.25);
  });

  test("95 % intervals of the mean over groups hold the truth in 92 % of draws and more", () => {
    const random = seededRandom(11);
    const draw = () => {
      const relevance = Array.from({ length: 8 }, () => Number(random() < 0.3));
      return group(
        relevance,
        relevance.map((own) => 0.7 * own + normal(random)),
      );
    };
    const truth = new RankingTaskRows(Array.from({ length: 40_000 }, draw), 5).values();
    let [held, of] = [0, 0];
    for (let trial = 0; trial < 150; trial++)
      for (const [name, { low, high }] of new RankingTaskRows(Array.from({ length: 60 }, draw), 5).intervals()) {
        of += 1;
        held += Number((low ?? 1) <= (truth.get(name)?.value ?? 0) && (truth.get(name)?.value ?? 0) <= (high ?? 0));
      }
    expect(held / of).toBeGreaterThan(0.92);
  });
});

describe("several classes at once: scikit-learn 1.9.1", () => {
  const Y = "101 010 110 000 100 011 111 001 100 010 001 101".split(" ");
  const P = "100 010 100 001 100 111 111 011 000 010 001 111".split(" ");
  const S = [
    [0.9, 0.1, 0.7, 0.3, 0.6, 0.55, 0.8, 0.2, 0.4, 0.2, 0.4, 0.9],
    [0.2, 0.8, 0.4, 0.1, 0.3, 0.7, 0.9, 0.6, 0.1, 0.9, 0.2, 0.5],
    [0.4, 0.2, 0.1, 0.6, 0.2, 0.9, 0.8, 0.7, 0.3, 0.3, 0.7, 0.6],
  ];
  const column = (rows: readonly string[], place: number): Float64Array => Float64Array.from(rows, (row) => Number(row[place]));
  const views = [0, 1, 2].map((place) => new BinaryRows(Uint8Array.from(column(P, place)), Float64Array.from(S[place] ?? [])));
  const labels = [0, 1, 2].map((place) => column(Y, place));

  test("accuracy of whole rows, hamming loss, macro and micro averages", () => {
    const found = new MultiLabelTaskRows(["a", "b", "c"], views, labels).values();
    const expected = {
      accuracy: 0.4166666666666667,
      hammingLoss: 0.19444444444444445,
      precision: 0.7777777777777778,
      recall: 0.8222222222222223,
      f1: 0.797979797979798,
      microF1: 0.8,
    };
    for (const [name, value] of Object.entries({ ...expected, rocAuc: 0.9531746031746032, averagePrecision: 0.9498677248677249 }))
      expect(found.get(name)?.value, name).toBeCloseTo(value, 12);
  });

  test("a row that lacks one of its labels has none; a class that no row is of is left out of averages and said", () => {
    const some = new MultiLabelTaskRows(["a", "b", "c"], views, [
      labels[0] ?? new Float64Array(0),
      (labels[1] ?? new Float64Array(0)).map((label, row) => (row < 2 ? Number.NaN : label)),
      new Float64Array(12),
    ]);
    expect(some.labelled).toBe(10);
    expect(some.intervals().get("recall")?.note).toContain("of c there is none");
    expect(some.slice(0, 2).intervals().get("accuracy")).toEqual({ value: null, low: null, high: null, note: "no row has a label" });
  });

  test("the naive baseline calls a class where more than half of the reference's rows are of it", () => {
    const rows = new MultiLabelTaskRows(["a", "b", "c"], views, labels);
    expect(rows.naive(rows).values().get("hammingLoss")?.value).toBeCloseTo((6 + 5 + 6) / 36, 12);
  });
});

describe("forecasts", () => {
  const forecasts = (labels: readonly number[], predicted: readonly number[], rest: Partial<Forecasts> = {}): ForecastTaskRows =>
    new ForecastTaskRows({
      labels: Float64Array.from(labels),
      predicted: Float64Array.from(predicted),
      horizons: labels.map(() => "1"),
      low: null,
      high: null,
      scale: new Float64Array(labels.length).fill(2),
      last: new Float64Array(labels.length).fill(Number.NaN),
      blocks: Int32Array.from(labels.keys()),
      ...rest,
    });

  test("by hand: mape, smape, mase, coverage and width", () => {
    const found = forecasts([10, 20, 40], [12, 18, 40], { low: Float64Array.of(9, 19, Number.NaN), high: Float64Array.of(13, 19.5, 50) }).values();
    expect(found.get("mape")?.value).toBeCloseTo(0.1, 12);
    expect(found.get("smape")?.value).toBeCloseTo((4 / 22 + 4 / 38) / 3, 12);
    expect(found.get("mase")?.value).toBeCloseTo(4 / 3 / 2, 12);
    expect(found.get("coverage")?.value).toBe(0.5);
    expect(found.get("intervalWidth")?.value).toBe(2.25);
    expect(found.get("rmse")?.value).toBeCloseTo(Math.sqrt(8 / 3), 12);
  });

  test.each([
    { name: "a label of 0 has no mape", rows: forecasts([0, 1], [1, 1]), metric: "mape", note: "a label is 0" },
    { name: "a series that never changes has no mase", rows: forecasts([1, 1], [1, 2], { scale: new Float64Array(2) }), metric: "mase", note: "never changes" },
    {
      name: "ends that are all missing have no coverage",
      rows: forecasts([1, 1], [1, 2], { low: new Float64Array(2).fill(Number.NaN), high: new Float64Array(2) }),
      metric: "coverage",
      note: "no labelled row has an interval",
    },
    { name: "without labels there is nothing", rows: forecasts([Number.NaN], [1]), metric: "mae", note: "no row has a label" },
  ])("$name: null, and says so", ({ rows, metric, note }) => {
    expect(rows.intervals().get(metric)).toMatchObject({ value: null, note: expect.stringContaining(note) });
  });

  test("both 0 is a smape of 0; ends that are the wrong way round hold nothing", () => {
    const found = forecasts([0, 4], [0, 4], { low: Float64Array.of(-1, 5), high: Float64Array.of(1, 3) }).values();
    expect([found.get("smape")?.value, found.get("coverage")?.value]).toEqual([0, 0.5]);
  });

  test("by horizon, the nearest first", () => {
    const horizons = [...forecasts([1, 2, 3], [1, 1, 1], { horizons: ["10", "2", "10"] }).byHorizon()];
    expect(horizons.map(([name, rows]) => [name, rows.values().get("mae")?.value])).toEqual([
      ["2", 1],
      ["10", 1],
    ]);
  });

  test("a season back: the scale of mase, and the last value that was known so many steps ahead", () => {
    const labels = Float64Array.of(1, 5, 2, 7, 4, 9);
    const series = new Map([["s", [0, 1, 2, 3, 4, 5]]]);
    expect(seasonScales(labels, series, 2).get("s")).toBeCloseTo((1 + 2 + 2 + 2) / 4, 12);
    expect(seasonScales(labels, series, 6).get("s")).toBeNaN();
    expect([...seasonalNaive(labels, Array<string>(6).fill("1"), series, 2)]).toEqual([Number.NaN, Number.NaN, 1, 5, 2, 7]);
    // Three steps ahead a season of 2 is too near: two seasons back is known.
    expect([...seasonalNaive(labels, Array<string>(6).fill("3"), series, 2)].slice(4)).toEqual([1, 5]);
  });

  test("95 % intervals hold where errors of forecasts five steps ahead go together: 90 % of draws and more, where rows taken for independent hold under 75 %", () => {
    const random = seededRandom(5);
    const [steps, ahead, trials] = [400, 5, 200];
    let [held, naive] = [0, 0];
    for (let trial = 0; trial < trials; trial++) {
      const noise = Array.from({ length: steps + ahead }, () => normal(random));
      const errors = Array.from({ length: steps }, (_, step) => noise.slice(step, step + ahead).reduce((sum, own) => sum + own, 0));
      const horizons = errors.map(() => String(ahead));
      const blocks = timeBlocks(Float64Array.from(errors.keys()), horizons, new Map());
      const { low, high } = forecasts(
        errors.map(() => 0),
        errors,
        { horizons, blocks },
      )
        .intervals()
        .get("bias") ?? { low: 1, high: 0 };
      held += Number((low ?? 1) <= 0 && (high ?? 0) >= 0);
      const alone = ratioOfRows(Float64Array.from(errors), null, { range: { lowest: -Infinity, highest: Infinity }, empty: "" });
      naive += Number((alone.low ?? 1) <= 0 && (alone.high ?? 0) >= 0);
    }
    expect(held / trials).toBeGreaterThan(0.9);
    expect(naive / trials).toBeLessThan(0.75);
  });
});
