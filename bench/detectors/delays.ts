import type { ChangeDetector, DetectorRun } from "../../analyzers/statistics/change-detector.ts";
import { EVERY } from "../../analyzers/statistics/false-alarms/limited-run.ts";
import { toStderr } from "../alarms/progress.ts";
import { driftsIn, errorsOf, starterAt } from "./streams.ts";

const BEFORE = 2000;
const AFTER = 4000;
const GRADUAL = 1000;
const RATES = [0.1, 0.25] as const;
const NULL_VALUES = 200_000;
const SEED = 4242;

/** Changes of the error rate from .1 to .25 after 2,000 values, at once and over 1,000 values: the mean of the values until a detector with its published defaults calls it, and until one does that is asked for as many false alarms as those defaults raise. */
export function delays(detectors: readonly ChangeDetector[], streams: number): object {
  return Object.fromEntries(
    detectors.map((detector) => {
      const drifts = driftsIn(
        detector.start(),
        errorsOf(() => RATES[0], SEED),
        NULL_VALUES,
      );
      const every = Math.round(Math.min(EVERY.most / 4, Math.max(EVERY.least, NULL_VALUES / Math.max(1, drifts))));
      const asked = starterAt(detector, every);
      const found = {
        publishedFalseAlarmsPerMillion: (drifts / NULL_VALUES) * 1e6,
        asked: `one in ${every}`,
        abrupt: { published: delayOf(() => detector.start(), abrupt, streams), asked: delayOf(asked, abrupt, streams) },
        gradual: { published: delayOf(() => detector.start(), gradual, streams), asked: delayOf(asked, gradual, streams) },
      };
      toStderr(`${detector.name}: ${JSON.stringify(found)}`);
      return [detector.name, found];
    }),
  );
}

const abrupt = (row: number): number => (row < BEFORE ? RATES[0] : RATES[1]);
const gradual = (row: number): number => RATES[0] + (RATES[1] - RATES[0]) * Math.min(1, Math.max(0, (row - BEFORE) / GRADUAL));

/** Mean delay of the streams in which the change was called within 4,000 values, and the share of them. */
function delayOf(start: () => DetectorRun, rate: (row: number) => number, streams: number): { readonly delay: number | null; readonly seen: number } {
  const delays = Array.from({ length: streams }, (_, stream) => {
    const run = start();
    const values = errorsOf(rate, SEED + stream);
    for (let row = 0; row < BEFORE + AFTER; row += 1) {
      const { state } = run.update(values.next().value as number);
      if (state === "drift" && row >= BEFORE) return row - BEFORE + 1;
    }
    return null;
  }).filter((delay) => delay !== null);
  const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
  return { delay: delays.length === 0 ? null : Math.round(mean), seen: Number((delays.length / streams).toFixed(2)) };
}
