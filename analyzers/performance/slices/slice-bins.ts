import type { Feature } from "../../statistics/boosting/feature-bins.ts";

/** One value or range of one feature. */
export interface SliceCondition {
  readonly feature: string;
  /** A level; null for a range of numbers, and for rows that have none. */
  readonly level: string | null;
  /** Of numbers, from here on, up to and without there; null: open, or no range. */
  readonly from: number | null;
  readonly to: number | null;
  readonly missing: boolean;
}

/** A feature cut into few conditions. */
export interface SlicedFeature {
  readonly conditions: readonly SliceCondition[];
  /** Of each row its condition; −1: none (a rare level). */
  readonly codes: Int16Array;
}

/** Levels that are conditions, the most frequent ones. */
const MOST_LEVELS = 20;
/** Numbers of so few values have each value for a condition. */
const FEW_VALUES = 8;
const QUANTILES = [0.2, 0.4, 0.6, 0.8] as const;

/** Conditions of a feature: levels, the twenty most frequent; numbers by fifths, or one a value where there are up to eight; rows that have none are one of their own. A feature with one condition tells nothing: null. */
export function sliceFeature(feature: Feature): SlicedFeature | null {
  const sliced = feature.type === "numeric" ? sliceNumbers(feature.name, feature.values) : sliceLevels(feature.name, feature.codes, feature.levels);
  return sliced.conditions.length > 1 ? sliced : null;
}

const MISSING = { level: null, from: null, to: null, missing: true } as const;

function sliceNumbers(name: string, values: Float64Array): SlicedFeature {
  const sorted = values.filter((value) => Number.isFinite(value)).sort();
  const distinct = [...new Set(sorted)];
  const inner = distinct.length <= FEW_VALUES ? distinct.slice(1) : QUANTILES.map((share) => sorted[Math.floor(share * sorted.length)] ?? 0);
  const edges = [...new Set(inner)].filter((edge) => edge > (sorted[0] ?? 0));
  const ranges =
    sorted.length === 0
      ? []
      : [null, ...edges].map((from, place): SliceCondition => ({ feature: name, level: null, from, to: edges[place] ?? null, missing: false }));
  const hasMissing = sorted.length < values.length;
  const codes = Int16Array.from(values, (value) => (Number.isFinite(value) ? edges.filter((edge) => value >= edge).length : ranges.length));
  return { conditions: hasMissing ? [...ranges, { feature: name, ...MISSING }] : ranges, codes };
}

function sliceLevels(name: string, codes: Int32Array, levels: readonly string[]): SlicedFeature {
  const counts = new Float64Array(levels.length);
  let missing = 0;
  for (const code of codes) {
    if (code < 0) missing += 1;
    else counts[code] = (counts[code] ?? 0) + 1;
  }
  const kept = [...levels.keys()]
    .filter((code) => (counts[code] ?? 0) > 0)
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))
    .slice(0, MOST_LEVELS);
  const placeOf = new Map(kept.map((code, place) => [code, place]));
  const conditions = kept.map((code): SliceCondition => ({ feature: name, level: levels[code] ?? "", from: null, to: null, missing: false }));
  return {
    conditions: missing > 0 ? [...conditions, { feature: name, ...MISSING }] : conditions,
    codes: Int16Array.from(codes, (code) => (code < 0 ? kept.length : (placeOf.get(code) ?? -1))),
  };
}
