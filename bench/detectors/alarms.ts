import type { ChangeDetector } from "../../analyzers/statistics/change-detector.ts";
import { toStderr } from "../alarms/progress.ts";
import { driftsIn, errorsOf, starterAt } from "./streams.ts";

/** What is asked, over which rates, from so many times N values each. */
interface AlarmsAsked {
  readonly every: readonly number[];
  readonly rates: readonly number[];
  readonly times: number;
}

const SEED = 99;
const CORRELATED = 0.5;

/** Values between false alarms over what was asked, for each rate; and over streams whose neighbours are correlated .5, which nobody promised. */
export function falseAlarms(detectors: readonly ChangeDetector[], { every, rates, times }: AlarmsAsked): object {
  const found: Record<string, object> = {};
  for (const detector of detectors)
    for (const asked of every) {
      const start = starterAt(detector, asked);
      const rows = asked * times;
      const measured = (rate: number, correlated: number) => {
        const drifts = driftsIn(
          start(),
          errorsOf(() => rate, SEED, correlated),
          rows,
        );
        return { drifts, perMillion: (drifts / rows) * 1e6, runLengthOverAsked: drifts === 0 ? null : Number((rows / drifts / asked).toFixed(2)) };
      };
      const byRate = Object.fromEntries(rates.map((rate) => [`rate ${rate}`, measured(rate, 0)]));
      found[`${detector.name}, one in ${asked}`] = { ...byRate, [`rate ${rates.at(-1) ?? 0}, AR ${CORRELATED}`]: measured(rates.at(-1) ?? 0, CORRELATED) };
      toStderr(`${detector.name}, one in ${asked}: ${JSON.stringify(found[`${detector.name}, one in ${asked}`])}`);
    }
  return found;
}
