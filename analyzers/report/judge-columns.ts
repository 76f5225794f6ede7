import type { HolmVerdict } from "../statistics/holm.ts";
import type { Check } from "./check.ts";
import type { CheckedColumn } from "./checked-column.ts";
import type { ReportCheck, ReportColumn } from "./drift-report.ts";
import { describeFew, FEW_ROWS } from "./in-words.ts";
import { visibleLine } from "../../visible-text.ts";
import { leastDealChance } from "../statistics/two-sample/deal-chance.ts";
import { shareBudget } from "./share-budget.ts";

export interface JudgeOptions {
  /** Family-wise, over all checks of all columns. */
  readonly falseAlarmRate: number;
  /** Reference standard deviations, or share of rows. */
  readonly minEffect: number;
  /** Of each side. */
  readonly rows: readonly [number, number];
}

const TOO_FEW = "there are so few rows that no difference could have shown";

/** Shares the budget among all checks of all columns and says of each column what it found; columns in the order given. */
export function judgeColumns(columns: readonly CheckedColumn[], { falseAlarmRate, rows, minEffect }: JudgeOptions): readonly ReportColumn[] {
  const options = { minEffect, rows: Math.min(...rows), blind: leastDealChance(...rows) > falseAlarmRate };
  const verdicts = shareBudget(
    columns.flatMap(({ checks }) => checks),
    falseAlarmRate,
  );
  let next = 0;
  return columns.map((column) => {
    const own = verdicts.slice(next, (next += column.checks.length));
    return columnReport(column, own, options);
  });
}

/** How a column is told: rows of the smaller side; `blind`: whether not even two sides of nothing alike could be told apart. */
interface Telling {
  readonly minEffect: number;
  readonly rows: number;
  readonly blind: boolean;
}

function columnReport(told: CheckedColumn, verdicts: readonly HolmVerdict[], { minEffect, rows, blind }: Telling): ReportColumn {
  const column = blind && told.note === undefined ? { ...told, note: TOO_FEW } : told;
  const { describe: _, detectableAt, checks: checked, ...rest } = column;
  const checks = checked.map((check, index) => reportCheck(check, verdicts[index]));
  const failed = checked.filter((_, index) => verdicts[index]?.rejected === true);
  const drifted = failed.length > 0;
  const reason = reasonOf(failed);
  const isTold = ({ check }: ReportCheck): number => Number(check === reason?.check);
  const reasons = checks.filter((check) => check.drifted).sort((a, b) => isTold(b) - isTold(a) || a.pValue - b.pValue);
  const size = Math.max(0, ...(drifted ? failed : checked.filter(({ check }) => check === "distribution")).map((check) => check.size));
  const verdict = drifted ? "drifted" : blind || (column.note !== undefined && column.statistic === null) ? "noData" : "ok";
  const place = checked.findIndex(({ check }) => check === "distribution");
  return {
    ...rest,
    pValue: rest.pValue === null ? null : aboveZero(rest.pValue),
    methods: rest.methods.map((method) => (method.pValue === null ? method : { ...method, pValue: aboveZero(method.pValue) })),
    verdict,
    drifted,
    material: drifted && size >= minEffect,
    threshold: checks[place]?.threshold ?? null,
    size,
    reasons,
    checks,
    summary: summaryOf(column, verdict, reason, rows),
    detectable: place < 0 ? null : detectableAt(verdicts[place]?.threshold ?? 0),
  };
}

/** Other checks tell more than the distribution's where its evidence (the logarithm of the p-value) is under this share of theirs. */
const WEAKER = 0.2;
/** From this share of rows on missing values, a repeated value or a coarser precision explain the rest. */
const LARGE = 0.25;
const EXPLAINING: readonly Check["check"][] = ["missing", "stuck", "precision"];
const BESIDE: readonly Check["check"][] = ["missing", "levels", "tail", "range", "stuck", "precision"];

/** What a reader is told, which may explain the rest: another type; missing values, a value or a precision that took over; what the distribution hardly shows; else the distribution. */
function reasonOf(failed: readonly Check[]): Check | undefined {
  const evidence = (check: Check | undefined): number => -Math.log(Math.max(check?.pValue ?? 1, Number.MIN_VALUE));
  const distribution = failed.find(({ check }) => check === "distribution");
  const explaining = failed.filter(({ check, size }) => EXPLAINING.includes(check) && size >= LARGE).toSorted((a, b) => b.size - a.size)[0];
  const beside = BESIDE.flatMap((name) => failed.filter(({ check }) => check === name)).find((check) => evidence(distribution) < WEAKER * evidence(check));
  return failed.find(({ check }) => check === "type") ?? explaining ?? beside ?? distribution ?? failed.toSorted((a, b) => a.pValue - b.pValue)[0];
}

function summaryOf(column: CheckedColumn, verdict: ReportColumn["verdict"], reason: Check | undefined, rows: number): string {
  const name = visibleLine(column.name);
  if (verdict === "noData") return `${name} cannot be judged: ${column.note ?? "no values"}.`;
  if (reason === undefined) return `${name} is unchanged.`;
  const withValue = Math.min(column.sides.reference.rows, column.sides.current.rows);
  const few = rows < FEW_ROWS || (reason.check !== "missing" && withValue < FEW_ROWS);
  return `${name} ${few ? describeFew(column, reason) : column.describe(reason)}.`;
}

/** No p-value is 0: one that no double can hold is told as the smallest, 5e-324. */
function aboveZero(pValue: number): number {
  return Math.max(Number.MIN_VALUE, pValue);
}

/** The threshold never contradicts the verdict: where the inversion of the null's tail is only asymptotic, the statistic itself bounds it. */
function reportCheck(check: Check, verdict: HolmVerdict | undefined): ReportCheck {
  const level = verdict?.threshold ?? 0;
  const drifted = verdict?.rejected === true;
  const { statistic, detail, source } = check;
  const pValue = aboveZero(check.pValue);
  const threshold = check.thresholdAt(level);
  const bounded = threshold === null ? null : drifted ? Math.min(threshold, statistic) : Math.max(threshold, statistic);
  return { check: check.check, statistic, pValue, threshold: bounded, level, drifted, detail, source };
}
