import { type FailureCount, type UsualRate, usualRate, usualTail } from "../statistics/usual-rate.ts";
import type { WindowLoad } from "./load-window.ts";

/** Of the requests of the windows before, the share under what is called usual. */
const USUAL_QUANTILE = 0.95;
/** Buckets of latency in which it doubles. */
const PER_OCTAVE = 8;
/** Windows before under which nothing can be said of what is usual. */
export const LEAST_WINDOWS = 24;

/** How a window's latencies compare with those of the windows before. */
export interface Slowness {
  /** 95th percentile of the windows before, and from where on a request counts as slow, milliseconds. */
  readonly usualMs: number;
  readonly limitMs: number;
  readonly slow: number;
  readonly share: number;
  readonly usual: UsualRate;
  readonly pValue: number;
}

/**
 * Compares a window with those before: a request is slow when it takes over (1 + `minRise`) times their 95th percentile, and as many slow ones are improbable when windows before had fewer. Null with under 24 of them. How windows differ
 * by themselves, spells of slow seconds among it, is learned from them (`usualRate`); the requests of one second of wall time count as one.
 */
export function slowerThanUsual(load: WindowLoad, before: readonly WindowLoad[], minRise: number): Slowness | null {
  const known = before.filter(({ judged }) => judged > 0);
  if (known.length < LEAST_WINDOWS || load.judged === 0) return null;
  const usualBucket = quantileBucket(known);
  const limit = usualBucket + Math.ceil(PER_OCTAVE * Math.log2(1 + minRise));
  const now = inSeconds(load, limit);
  const usual = usualRate(
    known.map((one) => inSeconds(one, limit)),
    now.requests,
  );
  const slow = slowOver(load, limit);
  return { usualMs: edgeOf(usualBucket), limitMs: edgeOf(limit), slow, share: slow / load.judged, usual, pValue: usualTail(now, usual) };
}

/** The bucket that holds the 95th percentile of all windows' requests, each window as heavy as the others, so that no busy hour decides alone. */
function quantileBucket(windows: readonly WindowLoad[]): number {
  const shares = new Map<number, number>();
  for (const { histogram, judged } of windows) for (const [bucket, requests] of histogram) shares.set(bucket, (shares.get(bucket) ?? 0) + requests / judged);
  const rising = [...shares].sort(([a], [b]) => a - b);
  let below = 0;
  for (const [bucket, share] of rising) {
    below += share;
    if (below >= USUAL_QUANTILE * windows.length) return bucket;
  }
  return rising.at(-1)?.[0] ?? 0;
}

/** Seconds of wall time, and how many of them were slow: as large a part as of the requests, rounded down. */
function inSeconds(load: WindowLoad, limit: number): FailureCount {
  const requests = Math.min(load.seconds, load.judged);
  return { requests, failed: Math.floor((slowOver(load, limit) * requests) / load.judged + 1e-9) };
}

function slowOver({ histogram }: WindowLoad, limit: number): number {
  return histogram.reduce((total, [bucket, requests]) => total + (bucket > limit ? requests : 0), 0);
}

/** Upper edge of a bucket, milliseconds. */
function edgeOf(bucket: number): number {
  return 2 ** (bucket / PER_OCTAVE);
}
