import type { HolmVerdict } from "../statistics/holm.ts";
import type { MonitorConfig } from "../monitoring/monitor-config.ts";
import type { Check } from "./checks/check.ts";
import { distributionChecks } from "./checks/distribution.ts";
import { levelsCheck } from "./checks/levels.ts";
import { missingCheck } from "./checks/missing.ts";
import { repeatsCheck } from "./checks/repeats.ts";
import { rangeCheck } from "./checks/range.ts";
import type { ColumnNull } from "./null/column-null.ts";
import { columnSample, type Sample } from "../statistics/sample.ts";
import { weightedMean } from "../statistics/two-sample/moments.ts";
import type { WindowData } from "./window-data.ts";

/** Smallest effects that matter, by what changed. */
export type MinEffect = MonitorConfig["drift"]["minEffect"];

/** A column's checks in one window, before the budget is shared out. */
export interface ColumnChecks {
  readonly known: ColumnNull;
  readonly data: WindowData;
  readonly current: Sample;
  readonly missing: number;
  readonly checks: readonly Check[];
}

/** A column's checks with what Holm's procedure made of them. */
export interface ColumnJudgement extends ColumnChecks {
  readonly verdicts: readonly HolmVerdict[];
  /** Names of the checks that reject. */
  readonly rejected: ReadonlySet<string>;
  readonly drifted: boolean;
  /** Mean of the window minus the baseline's, in the column's unit; NaN for categories or without values. */
  readonly shift: number;
  /** Rise of the missing share. */
  readonly missingEffect: number;
  /** Smallest effects that matter. */
  readonly minEffect: MinEffect;
  /** Whether three other features or more were judged beside it, and none of them drifted. */
  readonly alone: boolean;
}

/** All checks that apply to a column in a window. */
export function checkColumn(known: ColumnNull, data: WindowData): ColumnChecks {
  const counts = data.columns.get(known.column.name) ?? { type: known.column.type, counts: new Map(), missing: data.rows };
  const current = columnSample(known.column, [counts]);
  const missing = Math.max(0, data.rows - current.total);
  const further = current.type === "numeric" ? [rangeCheck(known, current), repeatsCheck(known, current)] : [levelsCheck(known, current)];
  const checks = [...distributionChecks(known, current), ...further.filter((check) => check !== null), missingCheck(known, Math.max(1, data.rows), missing)];
  return { known, data, current, missing, checks };
}

/** @param verdicts one for each check, in their order. */
export function judgeColumn(checked: ColumnChecks, verdicts: readonly HolmVerdict[], minEffect: MinEffect): ColumnJudgement {
  const { reference } = checked.known;
  const { current, checks } = checked;
  const rejected = new Set(checks.filter((_, index) => verdicts[index]?.rejected === true).map((check) => check.check));
  const comparable = current.type === "numeric" && reference.type === "numeric" && current.total > 0 && reference.total > 0;
  return {
    ...checked,
    verdicts,
    rejected,
    drifted: rejected.size > 0,
    shift: comparable ? weightedMean(current) - weightedMean(reference) : Number.NaN,
    missingEffect: checks.find((check) => check.check === "missing")?.effect ?? 0,
    minEffect,
    alone: false,
  };
}
