import type { Finding, NumericDistribution } from "./finding.ts";

/** From here on a change is one that nobody should miss: standard deviations of the baseline, or a share of the rows. */
export const UNMISSABLE = { deviations: 2, share: 0.5 } as const;

/** What a window that shows no change could not have shown. */
export interface BlindSpot {
  /** The smallest change that would have shown. */
  readonly value: number;
  readonly unit: string;
  /** `impossible`: nothing can change by so much; `large`: only a change that nobody should miss would have shown. */
  readonly why: "impossible" | "large";
  /** The length of window that would show half of it; null where nobody knows. */
  readonly windowForHalf: string | null;
}

/** Why a drift verdict of "ok" says nothing; null where a change that matters would have shown, or where one did. Asks the finding's evidence. */
export function blindSpot(finding: Pick<Finding, "analyzer" | "verdict" | "evidence">): BlindSpot | null {
  if (finding.analyzer !== "drift" || finding.verdict !== "ok") return null;
  const { smallestShift, distribution } = finding.evidence;
  const least = shiftOf(smallestShift);
  if (least === null) return null;
  const limits = limitsOf(least.unit, distribution);
  if (least.value >= limits.possible) return { ...least, why: "impossible" };
  return least.value > limits.unmissable ? { ...least, why: "large" } : null;
}

function shiftOf(given: unknown): Omit<BlindSpot, "why"> | null {
  const { value, unit, windowForHalf } = (given ?? {}) as { value?: unknown; unit?: unknown; windowForHalf?: unknown };
  if (typeof value !== "number" || typeof unit !== "string") return null;
  return { value, unit, windowForHalf: typeof windowForHalf === "string" ? windowForHalf : null };
}

/** The largest change that can be, and the smallest that nobody should miss; infinite where nobody knows. */
function limitsOf(unit: string, distribution: Finding["evidence"]["distribution"]): { readonly possible: number; readonly unmissable: number } {
  if (distribution?.kind === "categorical" || unit === "share") return { possible: 1, unmissable: UNMISSABLE.share };
  if (distribution === undefined) return { possible: Infinity, unmissable: Infinity };
  const { edges } = distribution;
  const { mean, deviation } = momentsOf(distribution);
  const isProbability = unit === "" && (edges[0] ?? -1) >= 0 && (edges.at(-1) ?? 2) <= 1;
  return { possible: isProbability ? Math.max(mean, 1 - mean) : Infinity, unmissable: UNMISSABLE.deviations * deviation };
}

/** Mean and standard deviation of the reference by its bins; its tails lie at their ends. */
function momentsOf({ edges, reference, tails }: NumericDistribution): { readonly mean: number; readonly deviation: number } {
  const points = [
    { at: edges[0] ?? 0, share: tails.reference[0] },
    ...reference.map((share, bin) => ({ at: ((edges[bin] ?? 0) + (edges[bin + 1] ?? 0)) / 2, share })),
    { at: edges.at(-1) ?? 0, share: tails.reference[1] },
  ];
  const total = points.reduce((sum, { share }) => sum + share, 0) || 1;
  const mean = points.reduce((sum, { at, share }) => sum + at * share, 0) / total;
  return { mean, deviation: Math.sqrt(points.reduce((sum, { at, share }) => sum + share * (at - mean) ** 2, 0) / total) };
}
