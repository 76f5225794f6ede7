import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type ChangeDetector, defaultsOf, type DetectorRun } from "../../../../analyzers/statistics/change-detector.ts";
import type { FalseAlarmLimits } from "../../../../analyzers/statistics/false-alarms/false-alarm-limits.ts";
import { type Asked, limitedRun, parametersWhereAsked, thresholdOf } from "../../../../analyzers/statistics/false-alarms/limited-run.ts";
import { seededRandom } from "../../../../analyzers/statistics/random.ts";
import { loadPlugins } from "../../../../plugins.ts";

const detectors = await loadPlugins<ChangeDetector>(fileURLToPath(new URL("../../../../analyzers/statistics/detectors", import.meta.url)));
const EVERY = 300;
/** A hundred false alarms are expected; more or less than by half is what was promised, and five standard deviations. */
const TIMES = 100;

function askedOf(detector: ChangeDetector, every = EVERY): Asked {
  return { every, parameters: parametersWhereAsked(detector, every, defaultsOf(detector, "published"), new Set()), convention: "published" };
}

function driftsIn(run: DetectorRun, rate: (row: number) => number, rows: number, seed: number): readonly number[] {
  const random = seededRandom(seed);
  const drifts: number[] = [];
  for (let row = 0; row < rows; row += 1) if (run.update(Number(random() < rate(row))).state === "drift") drifts.push(row);
  return drifts;
}

// KSWIN costs microseconds a value: `npm run bench -- detectors`.
describe.each(detectors.filter(({ name }) => name !== "kswin").map((detector) => [detector.name, detector] as const))("%s", (_, detector) => {
  const learned = new Map<number, FalseAlarmLimits>();

  test.each([0.1, 0.3])("one false alarm in 300 values of an independent stream of errors, within a half: rate %s, which nobody told it", (rate) => {
    const run = limitedRun(detector, askedOf(detector), null, learned);
    const length = (EVERY * TIMES) / driftsIn(run, () => rate, EVERY * TIMES, 5).length;
    expect(length).toBeGreaterThan(EVERY / 1.5);
    expect(length).toBeLessThan(EVERY * 1.5);
  });

  test("a change is called, and soon: from .1 to .6 after 600 values", () => {
    const found = Array.from({ length: 20 }, (__, seed) => {
      const run = limitedRun(detector, askedOf(detector), null, learned);
      return driftsIn(run, (row) => (row < 600 ? 0.1 : 0.6), 900, seed).some((row) => row >= 600);
    });
    expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(18);
  });

  test("what it saved, as JSON and back, goes on to the same alarms", () => {
    const [run, random] = [limitedRun(detector, askedOf(detector), null, learned), seededRandom(3)];
    const next = (): number => Number(random() < 0.2);
    for (let row = 0; row < 437; row += 1) run.update(next());
    const restored = limitedRun(detector, askedOf(detector), JSON.parse(JSON.stringify(run.save())) as ReturnType<typeof run.save>, learned);
    for (let row = 0; row < 1500; row += 1) {
      const value = next();
      expect(restored.update(value)).toEqual(run.update(value));
    }
  });
});

test("each detector has one threshold, which is out of reach where false alarms are asked", () => {
  expect(Object.fromEntries(detectors.map((detector) => [detector.name, thresholdOf(detector)]))).toEqual({
    adwin: "delta",
    cusum: "threshold",
    ddm: "drift",
    eddm: "drift",
    "hddm-a": "drift",
    "hddm-w": "drift",
    kswin: "alpha",
    "page-hinkley": "threshold",
  });
});

test("parameters set by hand stay; others fit to what is asked", () => {
  const eddm = detectors.find(({ name }) => name === "eddm") as ChangeDetector;
  expect(parametersWhereAsked(eddm, 1000, defaultsOf(eddm, "published"), new Set())).toMatchObject({ drift: 0, minErrors: 3 });
  expect(parametersWhereAsked(eddm, 1000, defaultsOf(eddm, "published"), new Set(["minErrors"]))).toMatchObject({ drift: 0, minErrors: 30 });
  expect(parametersWhereAsked(eddm, 100_000, defaultsOf(eddm, "published"), new Set())).toMatchObject({ minErrors: 30 });
});
