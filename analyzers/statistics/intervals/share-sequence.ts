import { logGamma } from "../distributions/log-gamma.ts";

/** Chance that the ends ever leave the share out, however often one looks. */
const ALPHA = 0.05;
const STEPS = 60;

/**
 * A share's confidence sequence: after each row its ends may be looked at, and with a chance of 95 % all of them together hold the share that rows come by; an interval holds at one look only. Exact: those shares that a uniform mixture of all shares
 * does not bet against by 20 to 1. No row: 0 to 1.
 * [Robbins 1970, Statistical methods related to the law of the iterated logarithm; Howard, Ramdas, McAuliffe & Sekhon 2021, Annals of Statistics 49]
 */
export function shareSequence(count: number, of: number): { readonly low: number; readonly high: number } {
  if (of === 0) return { low: 0, high: 1 };
  const others = of - count;
  const mixture = logGamma(count + 1) + logGamma(others + 1) - logGamma(of + 2) + Math.log(ALPHA);
  const isOut = (share: number): boolean => mixture > (count === 0 ? 0 : count * Math.log(share)) + (others === 0 ? 0 : others * Math.log1p(-share));
  return { low: count === 0 ? 0 : boundary(isOut, count / of, 0), high: others === 0 ? 1 : boundary(isOut, count / of, 1) };
}

/** Where shares from the inside towards an end begin to be out. */
function boundary(isOut: (share: number) => boolean, from: number, to: number): number {
  let [inside, outside] = [from, to];
  for (let step = 0; step < STEPS; step++) {
    const middle = (inside + outside) / 2;
    if (isOut(middle)) outside = middle;
    else inside = middle;
  }
  return outside;
}
