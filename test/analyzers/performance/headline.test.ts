import { describe, expect, test } from "vitest";
import { ClassTaskRows } from "../../../analyzers/performance/class-task-rows.ts";
import { withHeadline } from "../../../analyzers/performance/headline.ts";
import { MultiLabelTaskRows } from "../../../analyzers/performance/multi-label-task-rows.ts";
import { NumberTaskRows } from "../../../analyzers/performance/number-task-rows.ts";
import type { PerformanceReport } from "../../../analyzers/performance/performance-report.ts";
import { BinaryRows } from "../../../analyzers/performance/rows/binary-rows.ts";
import { classMetrics } from "../../../analyzers/performance/rows/class-metrics.ts";
import { ClassRows } from "../../../analyzers/performance/rows/class-rows.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";

/** Windows with a value, an alert and a naive value of one metric. */
function reportOf(
  task: PerformanceReport["task"],
  metric: string,
  windows: readonly (readonly [value: number | null, alert: boolean | null, naive: number | null])[],
): PerformanceReport {
  return {
    task,
    reference: { rows: 1, labelled: 1, windows: 3, metrics: { other: null, [metric]: 0.8 }, limits: {} },
    current: { rows: 1, labelled: 1 },
    windows: windows.map(([value, alert, naive]) => ({
      from: "",
      to: "",
      rows: 1,
      labelled: 1,
      realised: { [metric]: { value, low: null, high: null, alert } },
      naive: { [metric]: naive },
      estimated: {},
    })),
    notes: [],
  };
}

describe("the headline metric", () => {
  test.each([
    {
      name: "of scores more is better",
      report: reportOf("binary", "rocAuc", [
        [0.9, false, 0.5],
        [0.4, true, 0.5],
        [null, null, null],
      ]),
      headline: { metric: "rocAuc", windows: 2, alerts: 1, noBetterThanNaive: 1 },
      said: "rocAuc was 0.8 in the reference; 1 of 2 windows lie beyond what its windows have; 1 are no better than the naive baseline.",
    },
    {
      name: "of losses less is",
      report: reportOf("regression", "mae", [
        [3, false, 4],
        [5, null, 4],
      ]),
      headline: { metric: "mae", alerts: 0, noBetterThanNaive: 1 },
      said: "1 are no better",
    },
    {
      name: "without scores a binary model has f1",
      report: reportOf("binary", "f1", [[0.8, false, 0]]),
      headline: { metric: "f1", noBetterThanNaive: 0 },
      said: "0 of 1 windows",
    },
    {
      name: "without labels no window has a value",
      report: reportOf("ranking", "ndcg", [[null, null, null]]),
      headline: { metric: "ndcg", windows: 0, alerts: 0 },
      said: "no window has a value",
    },
  ])("$name", ({ report, headline, said }) => {
    const made = withHeadline(report, undefined);
    expect(made.headline).toMatchObject(headline);
    expect(made.headline?.sentence).toContain(said);
  });

  test("a metric without a better side is no better or worse than a baseline; one that there is none of is refused", () => {
    expect(withHeadline(reportOf("forecast", "bias", [[0.1, false, 0]]), "bias").headline?.noBetterThanNaive).toBeNull();
    expect(() => withHeadline(reportOf("forecast", "mase", []), "ndcg")).toThrow("--headline ndcg: the task is forecast; expected one of other, mase");
  });
});

describe("naive baselines come from the reference's labels alone", () => {
  const rows = (labels: readonly number[], scores: readonly number[]): ClassTaskRows => {
    const chances = Float64Array.from(scores);
    const made = new ClassRows(
      ["0", "1"],
      Int32Array.from(scores, (score) => Number(score >= 0.5)),
      [chances.map((score) => 1 - score), chances],
    );
    return new ClassTaskRows(made, Int32Array.from(labels), { metrics: classMetrics({ task: "binary", scored: true, worth: null }), absent: new Map() });
  };

  test("of classes the most frequent one, its share the score", () => {
    const naive = rows([1, 1, 0, 1, -1], [0.1, 0.9, 0.2, 0.6, 0.3])
      .naive(rows([1, 0, 0, 0], [0.5, 0.1, 0.1, 0.2]))
      .values();
    expect([naive.get("accuracy")?.value, naive.get("rocAuc")?.value, naive.get("recall")?.value]).toEqual([0.25, 0.5, 0]);
    expect(naive.get("brier")?.value).toBeCloseTo((3 * 0.75 ** 2 + 0.25 ** 2) / 4, 12);
  });

  test("of numbers the mean", () => {
    const naive = new NumberTaskRows(Float64Array.of(10, 14), Float64Array.of(1, 1))
      .naive(new NumberTaskRows(Float64Array.of(8, 16, Number.NaN), Float64Array.of(0, 0, 0)))
      .values();
    expect(naive.get("mae")?.value).toBe(2);
  });
});

test("95 % intervals of hamming loss, micro and macro F1 hold in 92 % of draws and more, where classes of a row go together", () => {
  const random = seededRandom(9);
  const draw = (count: number): MultiLabelTaskRows => {
    const [labels, called] = [[0, 1, 2].map(() => new Float64Array(count)), [0, 1, 2].map(() => new Uint8Array(count))];
    for (let row = 0; row < count; row++) {
      const hard = random() < 0.3;
      for (let place = 0; place < 3; place++) {
        const label = Number(random() < 0.3 + 0.2 * place);
        (labels[place] ?? new Float64Array(0))[row] = label;
        (called[place] ?? new Uint8Array(0))[row] = random() < (hard ? 0.5 : 0.1) ? 1 - label : label;
      }
    }
    return new MultiLabelTaskRows(
      ["a", "b", "c"],
      called.map((own) => new BinaryRows(own, null)),
      labels,
    );
  };
  const truth = draw(200_000).values();
  const names = ["accuracy", "hammingLoss", "f1", "microF1"];
  const held = new Map(names.map((name) => [name, 0]));
  for (let trial = 0; trial < 300; trial++)
    for (const [name, { low, high }] of draw(150).intervals()) {
      const value = truth.get(name)?.value ?? 0;
      if (held.has(name)) held.set(name, (held.get(name) ?? 0) + Number((low ?? 9) <= value && value <= (high ?? -9)));
    }
  for (const [name, count] of held) expect(count / 300, name).toBeGreaterThan(0.92);
});
