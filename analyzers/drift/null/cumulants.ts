/** The cumulant generating function of one row's part in a distance, centred and over its standard deviation: its values at rising θ. */
export interface Cumulants {
  readonly thetas: readonly number[];
  readonly values: readonly number[];
}

/** From a twentieth on in steps of a fifth; under it every function is a parabola. */
const THETAS = Array.from({ length: 44 }, (_, step) => 0.05 * 1.2 ** step);

/** Of rows with these values (in standard deviations) and shares. */
export function cumulantsOf(values: readonly number[], shares: readonly number[]): Cumulants {
  let [mean, largest] = [0, -Infinity];
  for (let place = 0; place < values.length; place++) {
    mean += (values[place] ?? 0) * (shares[place] ?? 0);
    largest = Math.max(largest, values[place] ?? -Infinity);
  }
  const found = THETAS.map((theta) => {
    let total = 0;
    for (let place = 0; place < values.length; place++) total += (shares[place] ?? 0) * Math.exp(theta * ((values[place] ?? 0) - largest));
    return theta * (largest - mean) + Math.log(total);
  });
  return { thetas: THETAS, values: found };
}
