import { describe, expect, test } from "vitest";
import { streamDetections, streamThreshold } from "../../../analyzers/decay/error-stream.ts";
import { seededRandom } from "../../../analyzers/statistics/random.ts";
import { dayEffects } from "./simulate.ts";

const baseline = dayEffects(46, 1, 0.2, seededRandom(2));
const thresholdAt = (alpha: number): number => streamThreshold(baseline, alpha, 7, seededRandom(1));

describe("the stream's threshold", () => {
  test("the same seed gives the same threshold, a smaller budget a higher one", () => {
    expect(thresholdAt(0.01)).toBe(thresholdAt(0.01));
    expect(thresholdAt(0.001)).toBeGreaterThan(thresholdAt(0.01));
    expect(thresholdAt(0.01)).toBeGreaterThan(thresholdAt(0.1));
  });

  test("quiet noise, a baseline of its own each time: of 100 streams of 13 weeks at 1 % a week (12 in 100) at most 20 raise a false alarm", () => {
    const streams = Array.from({ length: 100 }, (_, seed) => dayEffects(46 + 91, 1, 0.2, seededRandom(seed + 100)));
    const alarms = streams.filter((days) => {
      const before = days.slice(0, 46);
      const deviation = Math.sqrt(before.reduce((total, value) => total + value ** 2, 0) / before.length);
      const scaled = days.map((value) => value / deviation);
      const threshold = streamThreshold(scaled.slice(0, 46), 0.01, 7, seededRandom(1));
      return streamDetections(scaled.slice(0, 46), scaled.slice(46), threshold).detections.length > 0;
    });
    expect(alarms.length).toBeLessThanOrEqual(20);
  });

  test("a shift by two standard deviations is called within ten days, and again while it lasts", () => {
    const quiet = dayEffects(30, 1, 0.2, seededRandom(3));
    const { detections } = streamDetections(baseline, [...quiet, ...quiet.map((value) => value + 2)], thresholdAt(0.01));
    expect(detections[0]).toBeGreaterThanOrEqual(30);
    expect(detections[0]).toBeLessThan(40);
    expect(detections.length).toBeGreaterThan(1);
  });
});
