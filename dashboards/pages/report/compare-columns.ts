import type { CategoricalDistribution, NumericDistribution } from "../../../analyzers/findings/finding.ts";

/** What one side holds of a column, as `compare.sql` reads it. */
export interface ComparedRow {
  readonly side: "this" | "other";
  readonly name: string;
  readonly grid: number;
  readonly buckets: readonly (readonly [bucket: number, rows: number, total: number])[];
  readonly categories: readonly (readonly [category: string, rows: number])[];
}

/** How one column of the period stands against the other side. Nothing is decided by it. */
export interface ComparedColumn {
  readonly name: string;
  readonly rows: number;
  readonly otherRows: number;
  /** Of numbers; null of categories. */
  readonly mean: number | null;
  readonly otherMean: number | null;
  /** How far the mean moved, in standard deviations of the other side; null of categories, and where the other side has but one value. */
  readonly deviations: number | null;
  /** Of numbers the largest distance between the two distribution functions (Kolmogorov–Smirnov's D, by buckets); of categories the total variation. 0–1. */
  readonly distance: number;
  readonly distribution: NumericDistribution | CategoricalDistribution;
}

interface Point {
  readonly value: number;
  readonly current: number;
  readonly other: number;
}

const BINS = 24;
const CATEGORIES = 12;

/** Columns that both sides hold, the furthest apart first. */
export function compareColumns(rows: readonly ComparedRow[]): ComparedColumn[] {
  const columns = [...Map.groupBy(rows, ({ name }) => name)].flatMap(([name, own]) => {
    const numbers = own.filter(({ buckets }) => buckets.length > 0);
    return numbers.length > 0 ? numericColumn(name, numbers) : categoricalColumn(name, own);
  });
  return columns.toSorted((a, b) => b.distance - a.distance);
}

function numericColumn(name: string, rows: readonly ComparedRow[]): ComparedColumn[] {
  const points = pointsOf(rows);
  const [n, m] = [sum(points, ({ current }) => current), sum(points, ({ other }) => other)];
  if (n === 0 || m === 0) return [];
  const mean = sum(points, ({ value, current }) => value * current) / n;
  const otherMean = sum(points, ({ value, other }) => value * other) / m;
  const deviation = Math.sqrt(sum(points, ({ value, other }) => other * (value - otherMean) ** 2) / m);
  return [
    {
      name,
      rows: n,
      otherRows: m,
      mean,
      otherMean,
      deviations: deviation === 0 ? null : (mean - otherMean) / deviation,
      distance: largestDistance(points, n, m),
      distribution: binned(points, n, m),
    },
  ];
}

/** One point a bucket at the mean of its values; a bucket that both sides have on one grid is one point. */
function pointsOf(rows: readonly ComparedRow[]): Point[] {
  const buckets = new Map<string, { current: number; other: number; total: number }>();
  for (const { side, grid, buckets: own } of rows)
    for (const [bucket, count, total] of own) {
      const key = `${grid} ${bucket}`;
      const known = buckets.get(key) ?? { current: 0, other: 0, total: 0 };
      known[side === "this" ? "current" : "other"] += count;
      known.total += total;
      buckets.set(key, known);
    }
  const points = [...buckets.values()].map(({ current, other, total }) => ({ current, other, value: total / (current + other) }));
  return points.toSorted((a, b) => a.value - b.value);
}

function largestDistance(points: readonly Point[], n: number, m: number): number {
  let [current, other, distance] = [0, 0, 0];
  for (const point of points) {
    current += point.current / n;
    other += point.other / m;
    distance = Math.max(distance, Math.abs(current - other));
  }
  return Math.min(1, distance);
}

/** Equal bins over the middle 98 % of both sides together; what lies outside is in the tails. */
function binned(points: readonly Point[], n: number, m: number): NumericDistribution {
  const at = (share: number): number => {
    let seen = 0;
    return points.find((point) => (seen += point.current + point.other) >= share * (n + m))?.value ?? 0;
  };
  const [low, high] = [at(0.01), at(0.99)];
  const width = (high - low || Math.abs(low) || 1) / BINS;
  const inside = (bin: number) => points.filter(({ value }) => value >= low && value <= high && Math.min(BINS - 1, Math.floor((value - low) / width)) === bin);
  const bins = Array.from({ length: BINS }, (_, bin) => inside(bin));
  const outside = (which: (value: number) => boolean) => points.filter(({ value }) => which(value));
  const share = (of: "current" | "other", own: readonly Point[]): number => sum(own, (point) => point[of]) / (of === "current" ? n : m);
  const [under, over] = [outside((value) => value < low), outside((value) => value > high)];
  return {
    kind: "numeric",
    edges: Array.from({ length: BINS + 1 }, (_, edge) => low + edge * width),
    reference: bins.map((own) => share("other", own)),
    current: bins.map((own) => share("current", own)),
    tails: { reference: [share("other", under), share("other", over)], current: [share("current", under), share("current", over)] },
  };
}

function categoricalColumn(name: string, rows: readonly ComparedRow[]): ComparedColumn[] {
  const side = (which: ComparedRow["side"]) => new Map(rows.filter((row) => row.side === which).flatMap(({ categories }) => categories));
  const [current, other] = [side("this"), side("other")];
  const [n, m] = [sum([...current.values()], (rows_) => rows_), sum([...other.values()], (rows_) => rows_)];
  if (n === 0 || m === 0) return [];
  const moved = [...new Set([...current.keys(), ...other.keys()])].map((category) => ({
    category,
    now: (current.get(category) ?? 0) / n,
    before: (other.get(category) ?? 0) / m,
  }));
  const largest = moved.toSorted((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before)).slice(0, CATEGORIES);
  return [
    {
      name,
      rows: n,
      otherRows: m,
      mean: null,
      otherMean: null,
      deviations: null,
      distance: sum(moved, ({ now, before }) => Math.abs(now - before)) / 2,
      distribution: {
        kind: "categorical",
        categories: largest.map(({ category }) => category),
        reference: largest.map(({ before }) => before),
        current: largest.map(({ now }) => now),
      },
    },
  ];
}

const sum = <T>(items: readonly T[], of: (item: T) => number): number => items.reduce((total, item) => total + of(item), 0);
