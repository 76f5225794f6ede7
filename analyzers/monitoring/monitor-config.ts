import { z } from "zod";
import { duration } from "../../collector/duration.ts";
import { baselineConfig } from "../baseline/baseline-config.ts";

const windowLength = z.enum(["1h", "1d", "1w"]);
const date = z.iso.date();
/** A local day, or several: 2026-12-25, or { from, to }, both included. */
const calendarDay = z.union([date.transform((day) => ({ from: day, to: day })), z.strictObject({ from: date, to: date })]);
const effect = z.number().min(0);
const effects = z.strictObject({
  /** Wasserstein distance of numbers, baseline standard deviations. */
  shift: effect.default(0.1),
  /** Total variation of categories, share of rows that changed level. */
  mix: effect.default(0.05),
  /** Share of rows more that lack the column. */
  missing: effect.default(0.005),
  /** Share of rows in levels never seen, or that a level that vanished had. */
  level: effect.default(0.005),
  /** Share of rows beyond the baseline's least and largest value. */
  tail: effect.default(0.002),
});
const sameEffects = (least: number): z.output<typeof effects> => ({ shift: least, mix: least, missing: least, level: least, tail: least });
const section = <T extends z.ZodType>(schema: T) => schema.prefault({} as z.input<T>);

/** What is watched of one model, and how eagerly. */
export const monitorConfig = z.strictObject({
  model: z.string().min(1),
  baseline: baselineConfig,
  /** IANA zone in which days and weeks begin (weeks on Monday). */
  timeZone: z.string().default("UTC"),
  /** How long after a window's end late rows are waited for. */
  allowedLateness: duration.prefault("5m"),
  /** How far back windows are judged again that rows or labels came late for, event time. */
  lateHorizon: duration.prefault("14d"),
  /** The false-alarm budget: alerts that start firing without a cause, a model and month (30 days). */
  falseAlarmsPerMonth: z.number().positive().default(1),
  /** Share of served requests that must be at hand; under it the verdict is noData. */
  minCoverage: z.number().min(0).max(1).default(0.9),
  /** Days that are like each other and unlike others, such as holidays: compared with those of the same name in the baseline, and with nothing where it has none. */
  calendar: z.array(z.strictObject({ name: z.string().min(1), days: z.array(calendarDay).min(1) })).default([]),
  /** How old what is judged, and what it is judged by, may be: beyond it the report says so. Of the training data `decay.staleAfter` does. */
  staleness: section(
    z.strictObject({
      /** Since the newest version served first. */ model: duration.optional(),
      /** Since the newest baseline was made. */ baseline: duration.optional(),
      /** Since the last row. */ data: duration.optional(),
      /** Since the newest truth. */ labels: duration.optional(),
    }),
  ),
  drift: section(
    z.strictObject({
      window: windowLength.default("1d"),
      minRows: z.int().min(1).default(50),
      /** Prior for how windows differ though nothing changed, as far as the baseline cannot teach it: standard deviations of a number; shares by as much on the logit. */ daySpread:
        z.number().positive().default(0.2),
      /** Smallest effect that alerts, by what changed; one number is for all. */ minEffect: z.union([effect.transform(sameEffects), effects]).prefault({}),
      /** Where a window's values are read from: the per-minute rollups, the rows, or the rows where there are at most 10,000 of them (and where the rollups have another grid than the baseline). */
      source: z.enum(["rollups", "rows", "auto"]).default("auto"),
    }),
  ),
  decay: section(
    z.strictObject({
      window: windowLength.default("1w"),
      /** How long labels are waited for after a window's end. */ labelWait: duration.prefault("1d"),
      minLabelled: z.int().min(1).default(200),
      /** Share of the labels that will ever come that should be in by then, as learned, before performance is judged. */ minMaturity: z
        .number()
        .min(0)
        .max(1)
        .default(0.8),
      /** Prior for how days differ though nothing changed, as far as the baseline's labelled days cannot teach it: on the logit of a row's chance. */ daySpread:
        z.number().positive().default(0.2),
      /** Smallest gap of observed to predicted rate, or loss of a metric, that matters. */ minEffect: z.number().min(0).default(0.05),
      staleAfter: duration.prefault("26w"),
    }),
  ),
  errors: section(
    z.strictObject({
      window: windowLength.default("1h"),
      minRequests: z.int().min(1).default(10),
      /** Smallest excess over the usual share of failed requests that matters; not set: by `minRise`. */ minEffect: z.number().min(0).optional(),
      /** Smallest excess that matters in multiples of the usual share: 1 is twice as many failures. */ minRise: z.number().min(0).default(1),
      /** Share of requests that may fail. Over it is material, with certainty so is a verdict whatever is usual. */ objective: z
        .number()
        .gt(0)
        .lt(1)
        .optional(),
    }),
  ),
  load: section(
    z.strictObject({
      window: windowLength.default("1h"),
      minRequests: z.int().min(1).default(10),
      /** Objective: this share of requests within this time. Not set: slower than usual is judged. */ objective: z
        .strictObject({ quantile: z.number().gt(0).lt(1).default(0.95), latency: duration.prefault("500ms") })
        .optional(),
      /** Without an objective: how much the 95th percentile must rise to matter, in parts of the usual one; 0.5 is by half. */ minRise: z
        .number()
        .min(0)
        .default(0.5),
      /** Requests in flight at which the model server counts as saturated. */ saturationInFlight: z.int().min(1).default(200),
    }),
  ),
});

export type MonitorConfig = z.infer<typeof monitorConfig>;
