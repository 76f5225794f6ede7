import type { Feature } from "../statistics/boosting/feature-bins.ts";

/** What values of its features a reference has: from least to largest, or which levels. */
export type Support = ReadonlyMap<string, Range | ReadonlySet<string>>;

interface Range {
  readonly least: number;
  readonly largest: number;
}

/** From this share of its rows on a window's estimates stand on what the reference does not have; as decay's `outsideTraining`. */
export const MOST_OUTSIDE = 0.05;

/** What a reference has. */
export function supportOf(features: readonly Feature[]): Support {
  return new Map(
    features.map((feature): [string, Range | ReadonlySet<string>] => [feature.name, feature.type === "numeric" ? rangeOf(feature.values) : levelsOf(feature)]),
  );
}

function rangeOf(values: Float64Array): Range {
  let [least, largest] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  return { least, largest };
}

/** Levels that any row has. */
function levelsOf({ codes, levels }: { readonly codes: Int32Array; readonly levels: readonly string[] }): ReadonlySet<string> {
  const there = new Set(codes);
  return new Set(levels.filter((_, code) => there.has(code)));
}

/** For each row, 1 where a feature lies outside what the reference has, or is a level that it does not have; missing values are no such. */
export function outsideOf(support: Support, features: readonly Feature[], rows: number): Uint8Array {
  const outside = new Uint8Array(rows);
  for (const feature of features) {
    const own = support.get(feature.name);
    if (feature.type === "categorical" && own instanceof Set) {
      const strange = feature.levels.map((level) => Number(!own.has(level)));
      for (let row = 0; row < rows; row++) outside[row] = (outside[row] ?? 0) | (strange[feature.codes[row] ?? -1] ?? 0);
    }
    if (feature.type === "numeric" && own !== undefined && "least" in own)
      for (let row = 0; row < rows; row++) {
        const value = feature.values[row] ?? Number.NaN;
        if (value < own.least || value > own.largest) outside[row] = 1;
      }
  }
  return outside;
}
