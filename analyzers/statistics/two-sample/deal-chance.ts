import { logChoose } from "../permutation/log-factorial.ts";
import type { Sample } from "../sample.ts";
import { countsByLevel } from "./bins.ts";
import { mergedSteps } from "./merged-steps.ts";

/** One over the number of ways to deal n + m rows out to sides of n and m: no two-sample test can tell less. */
export function leastDealChance(n: number, m: number): number {
  return Math.exp(-logChoose(n + m, n));
}

/** The chance that the pooled rows, dealt out at random, fall on the sides exactly as they did (multivariate hypergeometric): what no p-value of any statistic is under, since this deal reaches its own statistic. */
export function dealChance(reference: Sample, current: Sample): number {
  let chance = -logChoose(reference.total + current.total, reference.total);
  for (const [a, b] of rowsByValue(reference, current)) if (a > 0 && b > 0) chance += logChoose(a + b, a);
  return Math.exp(chance);
}

function* rowsByValue(reference: Sample, current: Sample): Iterable<readonly [number, number]> {
  if (reference.type !== "numeric" || current.type !== "numeric") {
    const pair = countsByLevel(reference, current);
    for (const [level, rows] of pair.reference.entries()) yield [rows, pair.current[level] ?? 0];
    return;
  }
  const { referenceUpTo, currentUpTo } = mergedSteps(reference, current);
  for (let step = 0; step < referenceUpTo.length; step++)
    yield [(referenceUpTo[step] ?? 0) - (referenceUpTo[step - 1] ?? 0), (currentUpTo[step] ?? 0) - (currentUpTo[step - 1] ?? 0)];
}
