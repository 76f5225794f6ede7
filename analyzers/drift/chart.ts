import type { Evidence } from "../findings/finding.ts";
import { type CategoricalSample, type NumericSample, type Sample, sum } from "../statistics/sample.ts";
import { weightedQuantile } from "../statistics/two-sample/moments.ts";

const BINS = 40;
const CATEGORIES = 12;

/** Shares for a chart: numbers in 40 equal bins over the middle 98 % of both sides (fewer where fewer values are), with the tails' shares; the 12 largest changes of categories, then the others together. */
export function chartOf(reference: Sample, current: Sample): Evidence["distribution"] | undefined {
  if (reference.total === 0 || current.total === 0) return undefined;
  if (reference.type === "numeric" && current.type === "numeric") return numericChart(reference, current);
  if (reference.type === "categorical" && current.type === "categorical") return categoricalChart(reference, current);
  return undefined;
}

function numericChart(reference: NumericSample, current: NumericSample): Evidence["distribution"] {
  const low = Math.min(weightedQuantile(reference, 0.01), weightedQuantile(current, 0.01));
  const top = Math.max(weightedQuantile(reference, 0.99), weightedQuantile(current, 0.99));
  const high = top > low ? top : low + (Math.abs(low) || 1) * 1e-6;
  const edges = Array.from({ length: BINS + 1 }, (_, edge) => low + ((high - low) * edge) / BINS);
  const [left, right] = [binned(reference, low, high), binned(current, low, high)];
  return { kind: "numeric", edges, reference: left.shares, current: right.shares, tails: { reference: left.tails, current: right.tails } };
}

function binned(sample: NumericSample, low: number, high: number): { shares: number[]; tails: [number, number] } {
  const shares = Array.from({ length: BINS }, () => 0);
  const tails: [number, number] = [0, 0];
  for (const [index, value] of sample.values.entries()) {
    const share = (sample.weights[index] ?? 0) / sample.total;
    if (value < low) tails[0] += share;
    else if (value > high) tails[1] += share;
    else {
      const bin = Math.min(BINS - 1, Math.floor(((value - low) / (high - low)) * BINS));
      shares[bin] = (shares[bin] ?? 0) + share;
    }
  }
  return { shares, tails };
}

function categoricalChart(reference: CategoricalSample, current: CategoricalSample): Evidence["distribution"] {
  const share = (sample: CategoricalSample, level: string): number => (sample.counts.get(level) ?? 0) / sample.total;
  const change = (level: string): number => Math.abs(share(reference, level) - share(current, level));
  const levels = [...new Set([...reference.counts.keys(), ...current.counts.keys()])].sort((a, b) => change(b) - change(a) || (a < b ? -1 : 1));
  const [shown, others] = [levels.slice(0, CATEGORIES), levels.slice(CATEGORIES)];
  const withOthers = (sample: CategoricalSample): number[] => [
    ...shown.map((level) => share(sample, level)),
    ...(others.length > 0 ? [sum(others.map((level) => share(sample, level)))] : []),
  ];
  const categories = others.length > 0 ? [...shown, `${others.length} others`] : shown;
  return { kind: "categorical", categories, reference: withOthers(reference), current: withOthers(current) };
}
