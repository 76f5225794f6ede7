const PI2 = Math.PI ** 2;

/**
 * P(Dₙ ≤ d) for large n: Pelz and Good's expansion in 1/√n to the third order, by theta functions. Port of the form in scipy's `_ksstats.py`.
 * [Pelz and Good 1976, Approximating the lower tail-areas of the Kolmogorov–Smirnov one-sample statistic, JRSS B 38]
 */
export function pelzGood(n: number, d: number): number {
  const z = Math.sqrt(n) * d;
  if (-PI2 / 8 / z ** 2 < -708) return 0;
  const terms = Math.ceil((16 * z) / Math.PI);
  const main = mainSums(z, terms);
  const q = Math.exp(-PI2 / 2 / z ** 2);
  for (let k = terms; k >= 1; k--) {
    const weight = k ** 2 * q ** (k ** 2) * PI2 * Math.sqrt(2 * Math.PI);
    main[2] += weight / (-36 * z ** 3);
    main[3] += ((3 * z ** 2 - PI2 * k ** 2) * weight) / (216 * z ** 6);
  }
  return main[0] + main[1] / Math.sqrt(n) + main[2] / n + main[3] / n ** 1.5;
}

type Four = [number, number, number, number];

/** K₀ … K₃ summed over odd integers by Horner's scheme in q = exp(−π² / 8z²). */
function mainSums(z: number, terms: number): Four {
  const q = Math.exp(-PI2 / 8 / z ** 2);
  let sums: Four = [0, 0, 0, 0];
  for (let k = terms; k >= 1; k--) {
    const next = coefficients(z, (2 * k - 1) ** 2);
    const factor = q ** (8 * k);
    sums = [sums[0] * factor + next[0], sums[1] * factor + next[1], sums[2] * factor + next[2], sums[3] * factor + next[3]];
  }
  const front = q * Math.sqrt(2 * Math.PI);
  return [(sums[0] * front) / z, (sums[1] * front) / (6 * z ** 4), (sums[2] * front) / (72 * z ** 7), (sums[3] * front) / (6480 * z ** 10)];
}

function coefficients(z: number, m2: number): Four {
  const [z2, z4, z6, z8] = [z ** 2, z ** 4, z ** 6, z ** 8];
  const second = 6 * z6 + 2 * z4 + ((2 * z4 - 5 * z2) * PI2 * m2) / 4 + (PI2 ** 2 * (1 - 2 * z2) * m2 ** 2) / 16;
  const third =
    -30 * z6 - 90 * z8 + (PI2 * (135 * z4 - 96 * z6) * m2) / 4 + (PI2 ** 2 * (212 * z4 - 60 * z2) * m2 ** 2) / 16 + (PI2 ** 3 * (5 - 30 * z2) * m2 ** 3) / 64;
  return [1, -z2 + (PI2 / 4) * m2, second, third];
}
