import type { MeasuredInterval } from "./rows/measured.ts";
import type { Fairness } from "./slices/group-rates.ts";
import type { MixShift } from "./slices/mix-shift.ts";
import type { WeakSlice, WeakSlices } from "./slices/weak-slices.ts";

/** A metric of one window. */
export interface ReportedMetric {
  readonly value: number | null;
  /** 95 % interval; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  /** Whether it lies beyond what windows of the reference have; null: it cannot be told. */
  readonly alert: boolean | null;
  readonly note?: string;
}

export type ReportedMetrics = Readonly<Record<string, ReportedMetric>>;

/** What `tidemark performance` says of one window. */
export interface PerformanceWindow {
  readonly from: string;
  readonly to: string;
  readonly rows: number;
  readonly labelled: number;
  readonly realised: ReportedMetrics;
  /** What a model that knows nothing of a row would have had: the reference's most frequent class with the classes' shares as scores, its mean, any order, the last value. */
  readonly naive?: Readonly<Record<string, number | null>>;
  /** Of forecasts, the same metrics by horizon. */
  readonly horizons?: Readonly<Record<string, Readonly<Record<string, MeasuredInterval>>>>;
  /** Labelled rows by class (lines) and predicted class, in the order of `classes`; not of numbers. */
  readonly confusion?: readonly (readonly number[])[];
  /** Empty where no estimate is asked. */
  readonly estimated: ReportedMetrics;
  /** Where some rows have labels and others none: what all labels would give, from the labels that there are and from what was to be expected of all rows; right if chance decides which rows are labelled. */
  readonly powered?: Readonly<Record<string, MeasuredInterval>>;
  /** There too: ends for the labelled rows' value that hold however often one looks. */
  readonly sequence?: { readonly metric: "accuracy" | "mae"; readonly low: number; readonly high: number };
  /** With an estimate: share of the rows with a feature outside what the reference has. */
  readonly outsideReference?: number;
}

/** How estimates of one metric came out where the labels are there. */
export interface TrackRecord {
  readonly windows: number;
  /** Mean size of estimate − realised value. */
  readonly meanAbsoluteError: number;
  /** Share of the windows whose 95 % interval holds the realised value; null where none has one. */
  readonly held: number | null;
}

/** What `tidemark performance` says. */
export interface PerformanceReport {
  readonly task: "binary" | "multiclass" | "regression" | "multilabel" | "ranking" | "forecast";
  /** Of a ranking, the places that count. */
  readonly at?: number;
  /** Of forecasts, rows of a season. */
  readonly seasonality?: number;
  /** The one metric that counts, in how many windows it has a value, alerts, and is no better than the naive baseline (null: it has no better side). */
  readonly headline?: {
    readonly metric: string;
    readonly reference: number | null;
    readonly windows: number;
    readonly alerts: number;
    readonly noBetterThanNaive: number | null;
    readonly sentence: string;
  };
  /** In the order of a cost matrix; of a binary model negative and positive. */
  readonly classes?: readonly string[];
  readonly reference: {
    readonly rows: number;
    readonly labelled: number;
    readonly windows: number;
    readonly metrics: Readonly<Record<string, number | null>>;
    /** Beyond which a window alerts; null where it cannot be told. */
    readonly limits: Readonly<Record<string, { readonly low: number | null; readonly high: number | null } | null>>;
  };
  readonly current: { readonly rows: number; readonly labelled: number };
  readonly windows: readonly PerformanceWindow[];
  /** What was estimated, by what, and how it came out where labels are there. */
  readonly estimate?: { readonly method: "cbpe" | "dle"; readonly features: readonly string[]; readonly trackRecord: Readonly<Record<string, TrackRecord>> };
  /** By declared column (`--groups`). */
  readonly fairness?: readonly Fairness[];
  /** Where the model is worse than elsewhere (`--slices`). */
  readonly slices?: Omit<WeakSlices, "slices"> & {
    readonly falseDiscoveryRate: number;
    readonly method: string;
    readonly slices: readonly (WeakSlice & { readonly sentence: string })[];
    readonly notes: readonly string[];
  };
  /** Whether totals moved because the mix of segments did, or within them (`--segments`); null where a side has none. */
  readonly segments?: {
    readonly column: string;
    readonly error: MixShift | null;
    readonly positiveLabels?: MixShift | null;
    readonly positivePredictions?: MixShift | null;
  };
  /** What a reader must know, in sentences. */
  readonly notes: readonly string[];
}
