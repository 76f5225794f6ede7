/** A feature: numbers (NaN: none), or levels by their place (−1: none). */
export type Feature =
  | { readonly name: string; readonly type: "numeric"; readonly values: Float64Array }
  | { readonly name: string; readonly type: "categorical"; readonly codes: Int32Array; readonly levels: readonly string[] };

/** How a feature becomes a bin from 1 to 255; 0 is for what has none: missing, and levels that were not there. */
export type FeatureBins =
  | { readonly name: string; readonly type: "numeric"; /** Upper ends of all bins but the last, rising. */ readonly edges: Float64Array }
  | { readonly name: string; readonly type: "categorical"; readonly binOf: ReadonlyMap<string, number> };

export const MOST_BINS = 255;
/** Numbers that edges are made of, where there are more. */
const LOOKED_AT = 200_000;

/** Bins of one feature: numbers by quantiles of their distinct values (each its own where there are few), levels in the order of their mean target, the rarest beyond 255 as one that is not there. */
export function featureBins(feature: Feature, target: Float64Array): FeatureBins {
  return feature.type === "numeric"
    ? { name: feature.name, type: "numeric", edges: edgesOf(feature.values) }
    : { name: feature.name, type: "categorical", binOf: orderedLevels(feature.codes, feature.levels, target) };
}

/** The bin of each row. @throws RangeError when the feature is of another type than the bins */
export function binFeature(bins: FeatureBins, feature: Feature): Uint8Array {
  if (bins.type === "numeric" && feature.type === "numeric") return binNumbers(bins.edges, feature.values);
  if (bins.type === "categorical" && feature.type === "categorical") {
    const places = feature.levels.map((level) => bins.binOf.get(level) ?? 0);
    return Uint8Array.from(feature.codes, (code) => places[code] ?? 0);
  }
  throw new RangeError(`feature ${feature.name} is ${feature.type}; it was ${bins.type} where the model was fitted`);
}

function edgesOf(values: Float64Array): Float64Array {
  const step = Math.max(1, Math.ceil(values.length / LOOKED_AT));
  const sorted = values.filter((value, row) => row % step === 0 && !Number.isNaN(value)).sort();
  const edges: number[] = [];
  const distinct: number[] = [];
  for (let place = 0; place < sorted.length && distinct.length <= MOST_BINS; place++) if (sorted[place] !== distinct.at(-1)) distinct.push(sorted[place] ?? 0);
  if (distinct.length <= MOST_BINS) for (let place = 1; place < distinct.length; place++) edges.push(((distinct[place - 1] ?? 0) + (distinct[place] ?? 0)) / 2);
  else
    for (let bin = 1; bin < MOST_BINS; bin++) {
      const edge = sorted[Math.floor((bin * sorted.length) / MOST_BINS)] ?? 0;
      if (edge !== edges.at(-1)) edges.push(edge);
    }
  return Float64Array.from(edges);
}

function binNumbers(edges: Float64Array, values: Float64Array): Uint8Array {
  const binned = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    if (!Number.isNaN(value)) binned[row] = binOfNumber(edges, value);
  }
  return binned;
}

/** One more than the edges below a number. */
function binOfNumber(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}

function orderedLevels(codes: Int32Array, levels: readonly string[], target: Float64Array): ReadonlyMap<string, number> {
  const [rows, sums] = [new Float64Array(levels.length), new Float64Array(levels.length)];
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? -1;
    if (code < 0) continue;
    rows[code] = (rows[code] ?? 0) + 1;
    sums[code] = (sums[code] ?? 0) + (target[row] ?? 0);
  }
  const there = Array.from(rows.keys()).filter((code) => (rows[code] ?? 0) > 0);
  const kept = there.sort((a, b) => (rows[b] ?? 0) - (rows[a] ?? 0)).slice(0, MOST_BINS);
  const meanOf = (code: number): number => (sums[code] ?? 0) / (rows[code] ?? 1);
  kept.sort((a, b) => meanOf(a) - meanOf(b));
  return new Map(kept.map((code, place) => [levels[code] ?? "", place + 1]));
}
