import { type Measured, type MeasuredInterval, type MetricRange, SHARE, withoutInterval } from "./rows/measured.ts";
import { averagePrecisionOf, ndcg, precisionAt, type RankedGroup } from "./rows/ranking-metrics.ts";
import { ratioOfRows, valueAlone } from "./rows/ratio-of-rows.ts";
import { NO_LABELS, type TaskRows } from "./task-rows.ts";

/** How many places count where nothing is said. */
export const DEFAULT_PLACES = 10;
const NAMES = ["ndcg", "meanAveragePrecision", "precisionAtK"] as const;

/** Groups of ranked rows, in the order of time: a group is what a row is elsewhere, and metrics are means over the groups. Groups are independent, rows within one are not. */
export class RankingTaskRows implements TaskRows<RankingTaskRows> {
  readonly groups: readonly RankedGroup[];
  readonly k: number;

  constructor(groups: readonly RankedGroup[], k: number) {
    this.groups = groups;
    this.k = k;
  }

  get length(): number {
    return this.groups.length;
  }

  get labelled(): number {
    return this.#known().length;
  }

  get ranges(): ReadonlyMap<string, MetricRange> {
    return new Map(NAMES.map((name) => [name, SHARE]));
  }

  slice(from: number, to: number): RankingTaskRows {
    return new RankingTaskRows(this.groups.slice(from, to), this.k);
  }

  values(): ReadonlyMap<string, Measured> {
    return new Map([...this.intervals()].map(([name, found]) => [name, valueAlone(found)]));
  }

  intervals(): ReadonlyMap<string, MeasuredInterval> {
    const known = this.#known();
    const negative = known.some(({ relevance }) => relevance.some((gain) => gain < 0));
    return new Map(
      NAMES.map((name) => {
        if (known.length === 0) return [name, withoutInterval({ value: null, note: NO_LABELS })];
        if (negative && name === "ndcg") return [name, withoutInterval({ value: null, note: "a relevance is under 0, which is no gain" })];
        return [name, this.#meanOf(name, known)];
      }),
    );
  }

  confusion(): null {
    return null;
  }

  /** All rows of a group in one place: what any order of them gives on average. */
  naive(): RankingTaskRows {
    return new RankingTaskRows(
      this.groups.map(({ relevance, scores }) => ({ relevance, scores: new Float64Array(scores.length) })),
      this.k,
    );
  }

  #known(): readonly RankedGroup[] {
    return this.groups.filter(({ relevance }) => relevance.length > 0);
  }

  #meanOf(name: (typeof NAMES)[number], known: readonly RankedGroup[]): MeasuredInterval {
    const own = known.map((group) =>
      name === "ndcg" ? ndcg(group, this.k) : name === "precisionAtK" ? precisionAt(group, this.k) : averagePrecisionOf(group),
    );
    const there = own.filter((value) => value !== null);
    const found = ratioOfRows(Float64Array.from(there), null, { range: SHARE, empty: "no group has a relevant row" });
    const without = own.length - there.length;
    if (without === 0 || found.value === null) return found;
    const note = `${without} of ${own.length} groups have no relevant row and are left out`;
    return { ...found, note: found.note === undefined ? note : `${found.note}; ${note}` };
  }
}
