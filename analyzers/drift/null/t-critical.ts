import tCdf from "@stdlib/stats-base-dists-t-cdf";
import { LRUCache } from "lru-cache";

const known = new LRUCache<string, number>({ max: 5000 });

/** The value that Student's t exceeds with this probability (at most 0.5); up to 1e6. By bisection, and remembered, since all checks of a window ask for the same few levels. */
export function tCritical(probability: number, degreesOfFreedom: number): number {
  const key = `${probability}/${degreesOfFreedom}`;
  const remembered = known.get(key);
  if (remembered !== undefined) return remembered;
  let [low, high] = [0, 1e6];
  for (let step = 0; step < 80 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2;
    if (tCdf(-middle, degreesOfFreedom) > probability) low = middle;
    else high = middle;
  }
  known.set(key, high);
  return high;
}
