import { seenMore, type Spread, usualSize } from "../../statistics/spread.ts";
import type { ColumnJudgement } from "../judge-column.ts";
import type { WindowData } from "../window-data.ts";
import type { DistanceNull } from "./chance-of-distance.ts";
import type { ColumnNull } from "./column-null.ts";
import { type ServedDistance, servedLikelihood } from "./served-likelihood.ts";
import type { DistanceName } from "./window-distances.ts";

/** Served windows teach once there are so many: two weeks of days, so that weekends are among them. */
export const FEWEST_TAUGHT = 14;
/** The first so many that were quiet teach, and none after them: what drifts slowly is not learned. */
export const MOST_TAUGHT = 28;

const DISTANCES: readonly string[] = ["wasserstein", "kolmogorov-smirnov", "total-variation"] satisfies readonly DistanceName[];

/** What one column's quiet windows since the baseline say, oldest first. */
export interface Lessons {
  /** Of the column's null with what the windows before a window have taught; as it is where they are too few. */
  applied(known: ColumnNull, data: WindowData): ColumnNull;
}

/** @param quiet judgements of one column by the baseline alone, oldest first: those that may teach */
export function lessonsOf(quiet: readonly ColumnJudgement[]): Lessons {
  const made = new Map<ColumnNull, Map<number, ColumnNull>>();
  return {
    applied(known, { window }) {
      const taught = quiet.filter(({ data }) => data.window.end <= window.start);
      if (taught.length < FEWEST_TAUGHT || known.pieces.length === 0) return known;
      const byCount = made.get(known) ?? new Map<number, ColumnNull>();
      made.set(known, byCount);
      const ready = byCount.get(taught.length) ?? taughtBy(known, taught);
      byCount.set(taught.length, ready);
      return ready;
    },
  };
}

/** The same null, but how windows differ is believed less of where served ones differed less. They can only make it sharper: what they differ by more may be drift. */
function taughtBy(known: ColumnNull, taught: readonly ColumnJudgement[]): ColumnNull {
  const spreads = new Map<DistanceName, Spread>();
  const sharper = (name: DistanceName): Spread => {
    const alone = known.distance(name).spread;
    const served = distancesOf(taught, name);
    const believed = spreads.get(name) ?? seenMore(alone, (size) => servedLikelihood(served, size));
    spreads.set(name, believed);
    return usualSize(believed) < usualSize(alone) ? believed : alone;
  };
  const distances = new Map<DistanceName, DistanceNull>();
  return {
    ...known,
    servedWindows: { windows: taught.length, from: taught[0]?.data.window.start ?? 0, to: taught.at(-1)?.data.window.end ?? 0 },
    spread: () => sharper(known.column.type === "numeric" ? "wasserstein" : "total-variation"),
    distance(name) {
      const one = distances.get(name) ?? { ...known.distance(name), spread: sharper(name) };
      distances.set(name, one);
      return one;
    },
  };
}

function distancesOf(taught: readonly ColumnJudgement[], name: DistanceName): readonly ServedDistance[] {
  return taught.flatMap(({ known, current, checks }) => {
    const check = checks.find((one) => one.check === name);
    return check === undefined || current.total === 0 || known.reference.total === 0
      ? []
      : [{ known: known.distance(name), rows: current.total, distance: check.statistic }];
  });
}

/** Whether a judgement by the baseline alone may teach: of enough rows, and nothing was called. */
export function mayTeach({ drifted, known, checks }: ColumnJudgement): boolean {
  return !drifted && known.pieces.length > 0 && checks.some(({ check }) => DISTANCES.includes(check));
}
