import { wilson } from "../statistics/wilson.ts";

/** Seconds with traffic under which a window's latency is one event: a pause slows all that wait in it. */
const LEAST_SECONDS = 10;

/** A share of a window's requests against what the objective allows. */
export interface ObjectiveFact {
  readonly share: number;
  /** 95 % interval of it. */
  readonly low: number;
  readonly high: number;
  /** Whether the share is over what is allowed with certainty. */
  readonly missed: boolean;
}

/**
 * Whether a window missed its objective: a fact about that window, for which no budget is claimed. The requests of one second of wall time count as one observation in the interval: a pause slows all that wait in it, and a replay
 * puts an hour into a few seconds. With under ten such seconds nothing is missed with certainty. @param seconds with judged requests
 */
export function objectiveFact(count: number, of: number, seconds: number, allowed: number): ObjectiveFact {
  const trials = Math.min(seconds, of);
  const share = of === 0 ? 0 : count / of;
  const { low, high } = wilson(share * trials, trials);
  return { share, low, high, missed: trials >= Math.min(LEAST_SECONDS, of) && low > allowed };
}
