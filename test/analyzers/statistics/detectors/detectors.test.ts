import { fileURLToPath } from "node:url";
import { array, assert, constantFrom, double, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChangeDetector, DetectorConvention, DetectorStep } from "../../../../analyzers/statistics/change-detector.ts";
import { seededRandom } from "../../../../analyzers/statistics/random.ts";
import { loadPlugins } from "../../../../plugins.ts";

const detectors = await loadPlugins<ChangeDetector>(fileURLToPath(new URL("../../../../analyzers/statistics/detectors", import.meta.url)));
const named = new Map(detectors.map((detector) => [detector.name, detector]));
const each = detectors.flatMap((detector) => (Object.keys(detector.runs) as DetectorConvention[]).map((convention) => [detector.name, convention] as const));

const repeated = (count: number, value: (row: number) => number): readonly number[] => Array.from({ length: count }, (_, row) => value(row));
const STEP = [...repeated(100, () => 0), ...repeated(100, () => 1)];

/** First row of a warning and of a drift. */
function firstOf(name: string, values: readonly number[], parameters = {}): readonly (number | null)[] {
  const run = named.get(name)?.start(parameters);
  const states = values.map((value) => run?.update(value).state);
  return (["warning", "drift"] as const).map((state) => (states.includes(state) ? states.indexOf(state) : null));
}

test("the detectors that the contract names", () => {
  expect(detectors.map(({ name }) => name)).toEqual(["adwin", "cusum", "ddm", "eddm", "hddm-a", "hddm-w", "kswin", "page-hinkley"]);
});

test.each([
  ["adwin", [...repeated(1000, () => 0), ...repeated(100, () => 1)], {}, [null, 1023]],
  ["cusum", STEP, { threshold: 5 }, [null, 105]],
  ["ddm", [...repeated(200, (row) => row % 2), ...repeated(100, () => 1)], {}, [214, 233]],
  ["eddm", [...repeated(1000, (row) => Number(row % 10 === 9)), ...repeated(400, () => 1)], {}, [1087, 1122]],
  ["hddm-a", STEP, {}, [102, 103]],
  ["hddm-w", STEP, {}, [110, 113]],
  ["kswin", [...repeated(500, (row) => row % 10), ...repeated(100, (row) => 10 + (row % 10))], {}, [null, 512]],
  ["page-hinkley", STEP, { threshold: 5 }, [null, 105]],
] as const)("%s: the example of its documentation", (name, values, parameters, expected) => {
  expect(firstOf(name, values, parameters)).toEqual(expected);
});

test.each([
  ["cusum", [105, null]],
  ["page-hinkley", [105, null]],
] as const)("%s looks where mode says: up for a rise, down for a fall", (name, [up, down]) => {
  const fall = STEP.map((value) => 1 - value);
  expect(firstOf(name, STEP, { threshold: 5, mode: 1 })[1]).toBe(up);
  expect(firstOf(name, STEP, { threshold: 5, mode: -1 })[1]).toBe(down);
  expect(firstOf(name, fall, { threshold: 5, mode: -1 })[1]).toBe(up);
});

test.each(["hddm-a", "hddm-w"])("%s: a fall is a change where both sides are asked", (name) => {
  const fall = STEP.map((value) => 1 - value);
  expect(firstOf(name, fall)[1]).toBeNull();
  expect(firstOf(name, fall, { twoSided: 1 })[1]).toBeLessThan(115);
});

describe.each(each)("%s, %s", (name, convention) => {
  const detector = named.get(name) as ChangeDetector;
  const values = detector.input === "errors" ? integer({ min: 0, max: 1 }) : double({ min: -1e3, max: 1e3, noNaN: true });
  // Streams that change, so that a memory is kept across drifts too.
  const streams = array(
    array(values, { minLength: 1, maxLength: 5 }).chain((few) => array(constantFrom(...few), { minLength: 20, maxLength: 120 })),
    { minLength: 1, maxLength: 4 },
  );

  test("what it saved, as JSON and back, goes on to the digit, wherever the stream is cut", () => {
    assert(
      property(streams, integer({ min: 0, max: 480 }), (pieces, at) => {
        const stream = pieces.flat();
        const cut = at % stream.length;
        const run = detector.start({}, convention);
        for (const value of stream.slice(0, cut)) run.update(value);
        const restored = detector.start({}, convention, JSON.parse(JSON.stringify(run.save())) as ReturnType<typeof run.save>);
        for (const value of stream.slice(cut)) expect(restored.update(value)).toEqual(run.update(value));
        expect(restored.save()).toEqual(run.save());
      }),
      { numRuns: 40 },
    );
  });

  test("its statistic is never under 0", () => {
    const random = seededRandom(7);
    const run = detector.start({}, convention);
    const steps: DetectorStep[] = [];
    for (let row = 0; row < 3000; row += 1) steps.push(run.update(Number(random() < (row < 1500 ? 0.1 : 0.5))));
    expect(Math.min(...steps.map(({ statistic }) => statistic))).toBeGreaterThanOrEqual(0);
  });

  test("its memory does not grow with the stream", () => {
    const random = seededRandom(7);
    const run = detector.start({}, convention);
    const sizes: number[] = [];
    for (let row = 1; row <= 40_000; row += 1) {
      run.update(Number(random() < 0.2));
      if (row === 2_000 || row === 40_000) sizes.push(Object.values(run.save()).flat().length);
    }
    // ADWIN's histogram has 13 numbers for each doubling of its window.
    expect(sizes[1]).toBeLessThanOrEqual((sizes[0] ?? 0) + 13 * Math.ceil(Math.log2(20)));
    expect(sizes[1]).toBeLessThan(400);
  });

  test("a constant stream is no change", () => {
    const run = detector.start({}, convention);
    expect(repeated(500, () => Number(run.update(0).state !== "stable")).filter((one) => one === 1)).toEqual([]);
  });
});

test("a parameter's names are its own: neither another's nor a package's other name", () => {
  for (const { parameters } of detectors) {
    const names = Object.entries(parameters).flatMap(([name, { aliases = [] }]) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
  }
});

test("a convention that a detector has not is refused", () => {
  expect(() => named.get("cusum")?.start({}, "river")).toThrow("cusum requires a convention that it has, not river");
});

test("kswin: less than two parts in its window are refused", () => {
  expect(() => named.get("kswin")?.start({ windowSize: 50, statSize: 30 })).toThrow("kswin requires a windowSize of at least twice statSize, 60");
});
