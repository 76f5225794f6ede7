import type { Evidence } from "../findings/finding.ts";
import type { RelationCheck } from "../relations/relation-check.ts";

/** Types of a column in a report. `text`: mostly distinct strings; compared by their descriptors (length, words, …). */
export type ReportColumnType = "numeric" | "categorical" | "boolean" | "datetime" | "text" | "vector";

/** The checks that a column can fail, each a hypothesis of its own in the budget. */
export type CheckName = "distribution" | "tail" | "missing" | "levels" | "range" | "type" | "stuck" | "precision";

/** One check of one column: its p-value was held against `threshold`, the statistic's critical value at the level that Holm's procedure left it. */
export interface ReportCheck {
  readonly check: CheckName;
  /** A distance, never under zero; in the unit that `detail` tells. */
  readonly statistic: number;
  /** Two-sample, exact, asymptotic or by permutation; `source` says which. */
  readonly pValue: number;
  /** Of the statistic; null where none can be given and only the p-value is compared with `level`. */
  readonly threshold: number | null;
  /** What the p-value had to reach, given the other checks (Holm). */
  readonly level: number;
  readonly drifted: boolean;
  /** In words for people, with numbers: "1,004 of 100,000 rows above 4.9; 500 expected". */
  readonly detail: string;
  /** Where the p-value comes from, in words. */
  readonly source: string;
}

/** A method asked for by `--method all`, at its own published threshold. */
export interface ReportMethod {
  readonly name: string;
  readonly statistic: number | null;
  readonly pValue: number | null;
  readonly threshold: number | null;
  readonly drifted: boolean;
  /** Why there is no statistic. */
  readonly note?: string;
}

/** How large a change is. */
export interface ReportEffect {
  readonly value: number;
  readonly unit: string;
  readonly low: number | null;
  readonly high: number | null;
  /** Why there is no interval. */
  readonly note?: string;
}

/** One column of a report. */
export interface ReportColumn {
  readonly name: string;
  readonly type: ReportColumnType;
  readonly verdict: "ok" | "drifted" | "noData";
  /** Significant within the budget. */
  readonly drifted: boolean;
  /** Drifted, and the effect reaches `--min-effect`. */
  readonly material: boolean;
  /** Of the distribution check. */
  readonly method: string;
  readonly statistic: number | null;
  readonly pValue: number | null;
  /** Of the statistic, at the level that applied. */
  readonly threshold: number | null;
  /** The change of the mean in the column's own unit (numbers), of the mix as share of rows that changed level, freed of what chance adds (categories); 95 % interval, null where none holds, and `note` says why. */
  readonly effect: ReportEffect | null;
  /** How large the change is on the scale of `--min-effect`: baseline standard deviations (Wasserstein) or share of rows. */
  readonly size: number;
  /** The checks that failed: first the one that the summary tells, then by p-value. */
  readonly reasons: readonly ReportCheck[];
  /** All checks. */
  readonly checks: readonly ReportCheck[];
  /** Share of rows without a value, 0–1. */
  readonly missing: { readonly reference: number; readonly current: number };
  /** Only with `--method all`, else empty. */
  readonly methods: readonly ReportMethod[];
  /** One sentence: what changed, by how much; or that nothing did; or why it cannot be told. */
  readonly summary: string;
  /** The smallest change that these rows could have shown with a chance of 90 %, and the rows a side that half of it would need. */
  readonly detectable: { readonly value: number; readonly unit: string; readonly rowsForHalf: number } | null;
  /** For charts. */
  readonly distribution: NonNullable<Evidence["distribution"]> | null;
  /** Mean and standard deviation (numbers), or number of levels (categories), of each side. */
  readonly sides: { readonly reference: ReportSide; readonly current: ReportSide };
  /** Why something could not be computed. */
  readonly note?: string;
}

/** One multivariate method over all columns of numbers and categories together. */
export interface MultivariateCheck {
  readonly method: string;
  /** A distance, never under zero; null where there is none, and `note` says why. */
  readonly statistic: number | null;
  readonly pValue: number | null;
  /** What the p-value had to reach, given the other methods (Holm). */
  readonly level: number;
  readonly drifted: boolean;
  /** On which rows and how it was found, in words. */
  readonly source: string;
  readonly note?: string;
}

export interface ReportSide {
  /** Rows with a value. */
  readonly rows: number;
  readonly distinct: number;
  readonly mean: number | null;
  readonly deviation: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface ReportDataSet {
  /** A file's name without its folder, or how the store was asked. */
  readonly name: string;
  readonly rows: number;
}

/** A drift report; what `--format json` prints. Numbers are finite; what cannot be computed is null. */
export interface DriftReport {
  readonly reference: ReportDataSet;
  readonly current: ReportDataSet;
  readonly drifted: boolean;
  readonly driftedColumns: number;
  readonly materialColumns: number;
  readonly falseAlarmRate: number;
  readonly minEffect: number;
  /** Hypotheses that shared the budget. */
  readonly hypotheses: number;
  /** By what matters: drifted first, the largest first; unchanged ones in the files' order. */
  readonly columns: readonly ReportColumn[];
  /** What changed between columns or of whole rows, with `--relations`; else left out. */
  readonly relations?: readonly RelationCheck[];
  /** Whether the columns together changed, with `--multivariate`; else left out. */
  readonly multivariate?: readonly MultivariateCheck[];
  /** How the current data were cut, with `--by`; else left out. */
  readonly by?: string;
  /** The pieces, each held against the reference, oldest first, with `--by`; else left out. */
  readonly windows?: readonly ReportWindow[];
  /** What a reader must know of the data sets: columns of one side only, unreadable columns, few rows. */
  readonly notes: readonly string[];
}

/** A piece of the current data held against the reference by itself: a day, a week, or so many rows. */
export interface ReportWindow {
  /** By time: its bounds, ISO 8601; by rows: the times of the first and the last row, or, without times, their places. */
  readonly from: string;
  readonly to: string;
  readonly rows: number;
  /** Whether it has all the rows, or all the time, that a piece has. */
  readonly whole: boolean;
  readonly drifted: boolean;
  readonly driftedColumns: number;
  readonly columns: readonly Pick<
    ReportColumn,
    "name" | "type" | "verdict" | "drifted" | "material" | "method" | "statistic" | "pValue" | "threshold" | "effect" | "size" | "missing" | "summary"
  >[];
}
