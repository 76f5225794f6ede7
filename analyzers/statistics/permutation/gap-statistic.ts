import { unitOf } from "../two-sample/unit.ts";

/** Wasserstein over the reference's standard deviation, or the energy distance, of rows in cells, as the methods of these names compute them; null where the reference is constant and the distance is not 0. */
export function gapStatistic(name: "wasserstein" | "energy", values: Float64Array): (reference: Float64Array, current: Float64Array) => number | null {
  const power = name === "wasserstein" ? 1 : 2;
  return (reference, current) => {
    const area = gapArea(values, reference, current, power);
    if (power === 2) return Math.sqrt(2 * area);
    const deviation = deviationOf(values, reference);
    if (area === 0) return 0;
    return deviation === 0 ? null : area / deviation;
  };
}

/** ∫ |F − G|^power, power 1 or 2. */
function gapArea(values: Float64Array, reference: Float64Array, current: Float64Array, power: 1 | 2): number {
  const [n, m] = [rowsOf(reference), rowsOf(current)];
  let [area, gap] = [0, 0];
  for (let cell = 0; cell + 1 < values.length; cell++) {
    gap += (reference[cell] ?? 0) * m - (current[cell] ?? 0) * n;
    const share = Math.abs(gap) / (n * m);
    area += (power === 1 ? share : share * share) * ((values[cell + 1] ?? 0) - (values[cell] ?? 0));
  }
  return area;
}

function deviationOf(values: Float64Array, counts: Float64Array): number {
  const rows = rowsOf(counts);
  const plain = deviationIn(1, values, counts, rows);
  // Squares that vanish or overflow are rare: only then is the largest value looked for.
  if (plain > 1e-140 && plain < 1e140) return plain;
  let size = 0;
  for (let cell = 0; cell < values.length; cell++) if (counts[cell] !== 0) size = Math.max(size, Math.abs(values[cell] ?? 0));
  const unit = unitOf(size);
  return deviationIn(unit, values, counts, rows) * unit;
}

function deviationIn(unit: number, values: Float64Array, counts: Float64Array, rows: number): number {
  let total = 0;
  for (let cell = 0; cell < values.length; cell++) total += ((values[cell] ?? 0) / unit) * (counts[cell] ?? 0);
  const mean = total / rows;
  let squares = 0;
  for (let cell = 0; cell < values.length; cell++) squares += ((values[cell] ?? 0) / unit - mean) ** 2 * (counts[cell] ?? 0);
  return Math.sqrt(squares / rows);
}

function rowsOf(counts: Float64Array): number {
  let rows = 0;
  for (let cell = 0; cell < counts.length; cell++) rows += counts[cell] ?? 0;
  return rows;
}
