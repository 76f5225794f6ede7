import { percent } from "../findings/in-words.ts";

/** What the ledger says of one window, counts of requests. `sampledOut`: their scored rows were left out on purpose, by the configured sample. */
export interface Books {
  readonly served: number;
  readonly captured: number;
  readonly sampledOut: number;
}

/** A window of which the ledger knows nothing. */
export const NO_BOOKS: Books = { served: 0, captured: 0, sampledOut: 0 };

/** Share of the traffic to be captured that was, 0–1: of the requests served and not sampled out. Where the ledger knows of none (rows that came by another way), 1. */
export function coverageOf({ served, captured, sampledOut }: Books): number {
  const wanted = served - sampledOut;
  return wanted <= 0 ? 1 : Math.min(1, captured / wanted);
}

/** Why a window cannot be judged for want of coverage; null when it can. @param minCoverage share, 0–1; just as much is enough */
export function coverageFault(books: Books, minCoverage: number): string | null {
  const coverage = coverageOf(books);
  return coverage < minCoverage ? `${percent(coverage)} of the requests to capture were captured; ${percent(minCoverage)} needed` : null;
}
