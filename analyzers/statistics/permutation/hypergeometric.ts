import { normal } from "../random.ts";
import { logChoose, logFactorial } from "./log-factorial.ts";

const FEW = 10;
/** Above this variance the distribution is normal but for its skewness: rounding a value of Cornish and Fisher's first order is right to a few per cent at five standard deviations. */
const NEARLY_NORMAL = 2000;

/**
 * How many of `draws` rows drawn without replacement are good, out of so many good and bad ones. By inversion from 0 where few are expected, from the mode elsewhere; rounded normal with
 * skewness where the variance is above 2,000. [Kachitvichyanukul and Schmeiser 1985, Computer generation of hypergeometric random variates]
 */
export function hypergeometric(random: () => number, good: number, bad: number, draws: number): number {
  if (good === 0 || draws === 0) return 0;
  if (bad === 0) return draws;
  if (draws === 1) return random() * (good + bad) < good ? 1 : 0;
  if (good === 1) return random() * (1 + bad) < draws ? 1 : 0;
  if (good > bad) return draws - hypergeometric(random, bad, good, draws);
  const total = good + bad;
  if (2 * draws > total) return good - hypergeometric(random, good, bad, total - draws);
  const mean = (draws * good) / total;
  if (mean < FEW) return fromZero(random, good, bad, draws);
  const variance = (mean * (bad / total) * (total - draws)) / (total - 1);
  return variance > NEARLY_NORMAL ? nearlyNormal(random, good, bad, draws, mean, variance) : fromMode(random, good, bad, draws);
}

/** good ≤ bad and draws ≤ half of all, so 0 is possible. */
function fromZero(random: () => number, good: number, bad: number, draws: number): number {
  const most = Math.min(good, draws);
  let density = chanceOfNone(good, bad, draws);
  let left = random() - density;
  let found = 0;
  while (left > 0 && found < most) {
    density *= ((good - found) * (draws - found)) / ((found + 1) * (bad - draws + found + 1));
    found += 1;
    left -= density;
  }
  return found;
}

function chanceOfNone(good: number, bad: number, draws: number): number {
  const total = good + bad;
  const [fewer, more] = good < draws ? [good, draws] : [draws, good];
  if (fewer > FEW) return Math.exp(logFactorial(total - more) + logFactorial(total - fewer) - logFactorial(total - more - fewer) - logFactorial(total));
  let chance = 1;
  for (let row = 0; row < fewer; row++) chance *= 1 - more / (total - row);
  return chance;
}

/** Takes the chances away in the order mode, mode + 1, mode − 1, mode + 2, … */
function fromMode(random: () => number, good: number, bad: number, draws: number): number {
  const most = Math.min(good, draws);
  const mode = Math.floor(((draws + 1) * (good + 1)) / (good + bad + 2));
  let [up, down] = [mode, mode];
  let above = densityAt(mode, good, bad, draws);
  let below = above;
  let left = random() - above;
  while (left > 0 && (up < most || down > 0)) {
    if (up < most) {
      above *= ((good - up) * (draws - up)) / ((up + 1) * (bad - draws + up + 1));
      up += 1;
      left -= above;
      if (left <= 0) return up;
    }
    if (down > 0) {
      below *= (down * (bad - draws + down)) / ((good - down + 1) * (draws - down + 1));
      down -= 1;
      left -= below;
      if (left <= 0) return down;
    }
    if (above + below < 1e-18) break;
  }
  return mode;
}

function densityAt(found: number, good: number, bad: number, draws: number): number {
  return Math.exp(logChoose(good, found) + logChoose(bad, draws - found) - logChoose(good + bad, draws));
}

function nearlyNormal(random: () => number, good: number, bad: number, draws: number, mean: number, variance: number): number {
  const total = good + bad;
  const skewness = ((bad - good) * (total - 2 * draws)) / (total * total * Math.sqrt(variance));
  const z = normal(random);
  const drawn = Math.round(mean + Math.sqrt(variance) * (z + (skewness * (z * z - 1)) / 6));
  return Math.min(Math.max(drawn, 0), good, draws);
}
