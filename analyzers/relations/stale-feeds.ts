import type { RelationCandidate } from "./relation-check.ts";

/** Runs of one value over consecutive rows in time order, of one column of one side. */
export interface Runs {
  readonly rows: number;
  /** How many; a row without a value is a run of its own. */
  readonly runs: number;
  /** The longest ones, longest first, in rows. */
  readonly longest: readonly number[];
}

const TAIL_RUNS = 50;
const TAIL_SHARE = 0.1;
const TIMES_LONGER = 2;
const LEAST_RUN = 10;

/**
 * Whether a value repeats for longer than any did in the reference: its longest run of rows is at least twice as long, 10 or more, and improbable. The reference's longest runs (a tenth, at most 50) have a
 * Pareto tail over the shortest of them, by Hill's estimate; the p-value is its predictive distribution, which takes in that the tail is estimated, for as many runs as the current data have.
 * Runs that end at each row with the same chance have a shorter tail, so that for them it errs on the silent side. [Hill 1975, Annals of Statistics 3]
 */
export function staleCandidate(name: string, reference: Runs, current: Runs): RelationCandidate {
  const [before, now] = [reference.longest[0] ?? 0, current.longest[0] ?? 0];
  const longer = now >= Math.max(LEAST_RUN, TIMES_LONGER * before);
  const pValue = longer ? longestRunPValue(reference, current.runs, now) : 1;
  return {
    check: "stale",
    columns: [name],
    statistic: now,
    pValue,
    thresholdAt: (level) => Math.max(LEAST_RUN, TIMES_LONGER * before, longestRunAt(reference, current.runs, level)),
    reference: before,
    current: now,
    size: current.rows === 0 ? 0 : Math.max(0, now / current.rows - before / Math.max(1, reference.rows)),
    describe: () => `${name} stands still for ${now} consecutive rows, in the reference for ${before} at most`,
    source: "longest run of rows in time order with one value; Pareto tail of the reference's longest runs, predictive",
  };
}

interface Tail {
  readonly from: number;
  readonly runs: number;
  readonly excess: number;
  /** Share of the runs that are in it. */
  readonly share: number;
}

/** One run twice as long as the tail's start is added to what was seen, so that a reference without repeats has a tail too. */
function tailOf({ runs, longest }: Runs): Tail {
  const inTail = longest.slice(0, Math.max(1, Math.min(TAIL_RUNS, Math.floor(TAIL_SHARE * runs))));
  const from = Math.max(1, inTail.at(-1) ?? 1);
  const excess = inTail.reduce((total, length) => total + Math.log(length / from), Math.log(2));
  return { from, runs: inTail.length + 1, excess, share: Math.min(1, inTail.length / Math.max(1, runs)) };
}

function longestRunPValue(reference: Runs, runs: number, length: number): number {
  const tail = tailOf(reference);
  const beyond = Math.log1p(Math.log(Math.max(1, length / tail.from)) / tail.excess) * -tail.runs;
  return -Math.expm1(-runs * tail.share * Math.exp(beyond));
}

function longestRunAt(reference: Runs, runs: number, level: number): number {
  const tail = tailOf(reference);
  const chance = -Math.log1p(-level) / Math.max(1, runs * tail.share);
  return tail.from * Math.exp(tail.excess * Math.expm1(-Math.log(Math.min(1, chance)) / tail.runs));
}
