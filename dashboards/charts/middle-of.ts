import type { NumericDistribution } from "../../analyzers/findings/finding.ts";

const TAIL = 0.01;

/** The same distribution without the outer bins in which both sides keep less than 1 % of their rows at an end; what is left out joins the tails. */
export function middleOf(distribution: NumericDistribution): NumericDistribution {
  const { edges, reference, current, tails } = distribution;
  const from = leading(reference, current, tails.reference[0], tails.current[0]);
  const until = reference.length - leading(reference.toReversed(), current.toReversed(), tails.reference[1], tails.current[1]);
  if (from === 0 && until === reference.length) return distribution;
  const outside = (shares: readonly number[], own: readonly [number, number]): [number, number] => [
    own[0] + sum(shares.slice(0, from)),
    own[1] + sum(shares.slice(until)),
  ];
  return {
    kind: "numeric",
    edges: edges.slice(from, until + 1),
    reference: reference.slice(from, until),
    current: current.slice(from, until),
    tails: { reference: outside(reference, tails.reference), current: outside(current, tails.current) },
  };
}

/** How many bins at the start hold, together with what lies before them, at most 1 % on both sides; at least one bin stays. */
function leading(reference: readonly number[], current: readonly number[], referenceTail: number, currentTail: number): number {
  let [referenceShare, currentShare] = [referenceTail, currentTail];
  for (let bin = 0; bin < reference.length - 1; bin += 1) {
    referenceShare += reference[bin] ?? 0;
    currentShare += current[bin] ?? 0;
    if (referenceShare > TAIL || currentShare > TAIL) return bin;
  }
  return Math.max(0, reference.length - 1);
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
