import { type Age, isStale } from "../../read/ages.ts";
import { plural } from "../../words/format.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NAMES: Readonly<Record<Age["of"], string>> = { model: "version", baseline: "baseline", data: "newest row", labels: "newest label" };

/** "version 12 days, baseline 40 days, newest row 2 hours, newest label never came". */
export function agesText(ages: readonly Age[]): string {
  return ages.map(({ of, age }) => `${NAMES[of]} ${age === null ? "none yet" : long(age)}`).join(", ");
}

/** "The newest label is 9 days old; monitors[].staleness.labels allows 7 days." of each that is older than it may be. */
export function staleTexts(ages: readonly Age[]): readonly string[] {
  return ages.flatMap((one) =>
    isStale(one) ? [`The ${NAMES[one.of]} is ${long(one.age ?? 0)} old; monitors[].staleness.${one.of} allows ${long(one.limit ?? 0)}.`] : [],
  );
}

/** Whole days from two on, whole hours from two on, else whole minutes. */
function long(ms: number): string {
  if (ms >= 2 * DAY_MS) return plural(Math.floor(ms / DAY_MS), "day");
  return ms >= 2 * HOUR_MS ? plural(Math.floor(ms / HOUR_MS), "hour") : plural(Math.floor(ms / 60_000), "minute");
}
