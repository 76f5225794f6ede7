import { defineDriftMethod, noResult } from "../method.ts";
import { eppsSingleton } from "../two-sample/epps-singleton.ts";
import { mergedSteps } from "../two-sample/merged-steps.ts";
import { pooledQuantile } from "../two-sample/moments.ts";
import { measuredIn, sizeOf, unitOf } from "../two-sample/unit.ts";

const LEAST_ROWS = 5;

/** Epps–Singleton W, 0 and upward: how far the empirical characteristic functions are apart at t = 0.4 and 0.8 over the pooled semi-interquartile range, with the small-sample correction; p-value by
 * chi-square; scipy's `epps_singleton_2samp`. For discrete columns too. It needs five rows on each side and a pooled interquartile range above 0. [Epps and Singleton 1986] */
export default defineDriftMethod({
  name: "epps-singleton",
  appliesTo: ["numeric"],
  publishedThreshold: 0.05,
  compare(reference, current) {
    if (reference.type !== "numeric" || current.type !== "numeric") return noResult("epps-singleton compares numbers, got categories");
    if (Math.min(reference.total, current.total) < LEAST_ROWS) return noResult("epps-singleton needs at least five rows on each side");
    const steps = mergedSteps(reference, current);
    const [lower, upper] = [pooledQuantile(steps, 0.25), pooledQuantile(steps, 0.75)];
    if (lower === upper) return noResult("half of all rows have one value, so epps-singleton has no scale to measure in");
    const unit = unitOf(Math.max(upper / 2 - lower / 2, Number.MIN_VALUE));
    const scale = (upper / unit - lower / unit) / 2;
    if (!Number.isFinite(Math.max(sizeOf(reference), sizeOf(current)) / unit / scale))
      return noResult("some values lie so far outside the middle half of the rows that no cosine can be taken of their distance");
    return eppsSingleton(measuredIn(unit, reference), measuredIn(unit, current), scale, pooledQuantile(steps, 0.5) / unit);
  },
});
