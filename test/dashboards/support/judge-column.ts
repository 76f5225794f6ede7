import type { Evidence } from "../../../analyzers/findings/finding.ts";

/** A plausible verdict on one column: numbers by the KS distance over 30 bins, categories by the total variation. For charts, not for judging. */
export interface Judged {
  readonly statistic: number;
  readonly statisticName: string;
  readonly effect: { readonly value: number; readonly low: number; readonly high: number; readonly unit: string };
  readonly distribution: NonNullable<Evidence["distribution"]>;
  readonly missing: { readonly reference: number; readonly current: number };
}

export function judgeNumbers(reference: readonly number[], current: readonly number[], unit: string): Judged {
  const sorted = [ascending(reference), ascending(current)] as const;
  const quantile = (values: readonly number[], q: number): number => values[Math.floor(q * (values.length - 1))] ?? 0;
  const low = Math.min(...sorted.map((values) => quantile(values, 0.01)));
  const high = Math.max(...sorted.map((values) => quantile(values, 0.99)), low + 1e-9);
  const edges = Array.from({ length: 31 }, (_, index) => low + ((high - low) * index) / 30);
  const shares = (values: readonly number[]): number[] => {
    const counts = Array.from({ length: 30 }, () => 0);
    for (const value of values) {
      const bin = Math.min(29, Math.floor(((value - low) / (high - low)) * 30));
      if (value >= low && value <= high) counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return counts.map((count) => count / values.length);
  };
  const tails = (values: readonly number[]): [number, number] => [
    values.filter((value) => value < low).length / values.length,
    values.filter((value) => value > high).length / values.length,
  ];
  const [r, c] = [mean(reference), mean(current)];
  const error = 1.96 * Math.sqrt(variance(reference) / reference.length + variance(current) / current.length);
  return {
    statistic: kolmogorov(sorted[0], sorted[1]),
    statisticName: "Kolmogorov–Smirnov D",
    effect: { value: c - r, low: c - r - error, high: c - r + error, unit },
    distribution: {
      kind: "numeric",
      edges,
      reference: shares(reference),
      current: shares(current),
      tails: { reference: tails(reference), current: tails(current) },
    },
    missing: { reference: 0, current: 0 },
  };
}

export function judgeCategories(reference: readonly string[], current: readonly string[]): Judged {
  const share = (values: readonly string[]): Map<string, number> =>
    new Map([...Map.groupBy(values, (value) => value)].map(([key, group]) => [key, group.length / values.length]));
  const [r, c] = [share(reference), share(current)];
  const categories = [...new Set([...r.keys(), ...c.keys()])];
  const distance = categories.reduce((sum, key) => sum + Math.abs((r.get(key) ?? 0) - (c.get(key) ?? 0)), 0) / 2;
  const error = 1 / Math.sqrt(current.length);
  return {
    statistic: distance,
    statisticName: "total variation",
    effect: { value: distance, low: Math.max(0, distance - error), high: distance + error, unit: "share" },
    distribution: { kind: "categorical", categories, reference: categories.map((key) => r.get(key) ?? 0), current: categories.map((key) => c.get(key) ?? 0) },
    missing: { reference: 0, current: 0 },
  };
}

const orders = new WeakMap<readonly number[], readonly number[]>();

/** Sorted once an array: the reference is asked for again and again. */
function ascending(values: readonly number[]): readonly number[] {
  const known = orders.get(values) ?? values.toSorted((a, b) => a - b);
  orders.set(values, known);
  return known;
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const variance = (values: readonly number[]): number => {
  const m = mean(values);
  return values.reduce((sum, value) => sum + (value - m) ** 2, 0) / Math.max(1, values.length - 1);
};

function kolmogorov(a: readonly number[], b: readonly number[]): number {
  let [i, j, distance] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] ?? 0, b[j] ?? 0);
    while (i < a.length && (a[i] ?? 0) <= value) i += 1;
    while (j < b.length && (b[j] ?? 0) <= value) j += 1;
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length));
  }
  return distance;
}
