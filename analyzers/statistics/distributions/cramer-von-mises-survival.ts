const SMALLEST_TERM = 1e-7;

/**
 * P(ω² ≥ x) of the limiting Cramér–von Mises distribution by Anderson and Darling's series, stopped at the first term under 1e-7 as scipy stops it. What is left out grows with x: at 6 p is
 * right to 1e-11, in the hundreds it stays near 1e-7, however far the tail.
 * [Csörgő and Faraway 1996, The exact and asymptotic distributions of Cramér–von Mises statistics, equation 1.3]
 */
export function cramerVonMisesSurvival(x: number): number {
  if (x < 0.003) return 1;
  let [cdf, weight] = [0, Math.sqrt(Math.PI)];
  for (let k = 0; ; k++) {
    const y = 4 * k + 1;
    const term = (weight / (Math.PI ** 1.5 * Math.sqrt(x))) * Math.sqrt(y) * scaledBessel(y ** 2 / (16 * x));
    cdf += term;
    if (term < SMALLEST_TERM) return Math.max(0, 1 - cdf);
    weight *= (k + 0.5) / (k + 1);
  }
}

/** e^−q K¼(q), the modified Bessel function of the second kind (no package has a fractional order), by the trapezoidal rule on ∫ exp(−q (1 + cosh t)) cosh(t / 4) dt over t ≥ 0, which converges
 * like exp(−c / step). */
function scaledBessel(q: number): number {
  const step = Math.min(0.125, 0.5 / Math.sqrt(q));
  let total = Math.exp(-2 * q) / 2;
  for (let t = step; ; t += step) {
    const exponent = q * (1 + Math.cosh(t));
    if (exponent > 750 || (exponent - 2 * q > 45 && t > 1)) return total * step;
    total += Math.exp(-exponent) * Math.cosh(t / 4);
  }
}
