/** What became of one recorded value: ours is the same, or is not offered (and why), or differs. */
export type Outcome = { readonly kind: "pass" } | { readonly kind: "explained" | "failed"; readonly why: string };

/** One record's name and outcome. */
export interface Checked {
  readonly name: string;
  readonly outcome: Outcome;
}

export const PASS: Outcome = { kind: "pass" };

/** A record that has no counterpart here. */
export function explained(why: string): Outcome {
  return { kind: "explained", why };
}

/** How near two values must be: relative, and absolute for p-values that the peer rounds by subtracting a distribution function from 1. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute?: number;
}

/** A recorded value; "inf" and "nan" are strings, null is not recorded. */
export type Recorded = number | string | null;

/** Below the least normal double a package may say 0. */
const LEAST_NORMAL = 2.3e-308;

/** Compares every pair of (what, ours, recorded). */
export function compareAll(pairs: readonly (readonly [string, number | null, Recorded])[], tolerance: Tolerance): Outcome {
  const wrong = pairs.filter(([, ours, recorded]) => recorded !== null && !isClose(ours, recorded, tolerance));
  if (wrong.length === 0) return PASS;
  return { kind: "failed", why: wrong.map(([what, ours, recorded]) => `${what} is ${ours}, recorded ${recorded}`).join("; ") };
}

function isClose(ours: number | null, recorded: number | string, { relative, absolute = 0 }: Tolerance): boolean {
  if (ours === null || typeof recorded === "string") return false;
  return Math.abs(ours - recorded) <= relative * Math.abs(recorded) + Math.max(absolute, LEAST_NORMAL);
}
