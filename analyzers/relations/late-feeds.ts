import { mannWhitneyPValues, mannWhitneyRanks } from "../statistics/two-sample/mann-whitney-ranks.ts";
import { numericSample } from "../statistics/sample.ts";
import { weightedQuantile } from "../statistics/two-sample/moments.ts";
import type { RelationCandidate } from "./relation-check.ts";
import type { RelationData } from "./relation-data.ts";

const LEAST_ROWS = 20;

/** Whether the times in a column lie further behind the event time than in the reference: one-sided Mann–Whitney test of their ages. One candidate for each column of times of both sides that lie before the event in most rows of the reference. */
export function lateCandidates(reference: RelationData, current: RelationData, eventTime: string): readonly RelationCandidate[] {
  return [...reference.columns.values()]
    .filter(({ name, type }) => type === "datetime" && name !== eventTime && current.columns.get(name)?.type === "datetime")
    .flatMap(({ name }) => lateCandidate(name, agesOf(reference, name, eventTime), agesOf(current, name, eventTime)));
}

function lateCandidate(name: string, before: readonly number[], now: readonly number[]): readonly RelationCandidate[] {
  if (Math.min(before.length, now.length) < LEAST_ROWS) return [];
  const [ours, theirs] = [numericSample(before), numericSample(now)];
  const ranks = mannWhitneyRanks(ours, theirs);
  const [was, is] = [weightedQuantile(ours, 0.5), weightedQuantile(theirs, 0.5)];
  // Times to come, such as an appointment, are no feed.
  if (was < 0) return [];
  const statistic = Math.max(0, 1 - (2 * ranks.u) / (before.length * now.length));
  return [
    {
      check: "late",
      columns: [name],
      statistic,
      pValue: mannWhitneyPValues(ranks).less,
      thresholdAt: () => null,
      reference: was / 1000,
      current: is / 1000,
      size: statistic,
      describe: () => `${name} is ${inWords(is)} before the event in half of the rows, in the reference ${inWords(was)}`,
      source: "2 AUC − 1 of the ages (reference and current: their medians in seconds); Mann–Whitney, one-sided, two-sample",
    },
  ];
}

function agesOf(data: RelationData, name: string, eventTime: string): readonly number[] {
  const [times, events] = [data.columns.get(name), data.columns.get(eventTime)];
  if (!times || !events || times.type === "categorical" || events.type === "categorical") return [];
  return Array.from(times.values, (time, row) => (events.values[row] ?? Number.NaN) - time).filter(Number.isFinite);
}

const UNITS = [
  [86_400_000, "days"],
  [3_600_000, "hours"],
  [60_000, "minutes"],
  [1000, "seconds"],
] as const;

function inWords(ms: number): string {
  const [size, unit] = UNITS.find(([least]) => Math.abs(ms) >= 2 * least) ?? [1000, "seconds"];
  return `${(ms / size).toFixed(1)} ${unit}`;
}
