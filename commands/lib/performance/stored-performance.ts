import { performanceLimits, reportedMetrics } from "../../../analyzers/performance/assess.ts";
import type { PerformanceReport, PerformanceWindow } from "../../../analyzers/performance/performance-report.ts";
import type { MeasuredInterval } from "../../../analyzers/performance/rows/measured.ts";
import { SCORE_METRICS, scoreMetrics } from "../../../analyzers/performance/stored/score-metrics.ts";
import { readStoredScores, type StoredWindow } from "../../../analyzers/performance/stored/stored-scores.ts";
import { instant } from "../../../analyzers/performance/windows.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import type { Config } from "../../../config/config.ts";
import { TidemarkError } from "../../../errors.ts";
import { openConfiguredStore, storedRowsOf } from "../report/open-data-sets.ts";
import { sectionsAsked } from "./other-tasks.ts";
import type { PerformanceOptions } from "./performance-options.ts";

const DAY_MS = 86_400_000;

interface MeasuredWindow extends StoredWindow {
  readonly metrics: ReadonlyMap<string, MeasuredInterval>;
}

/** What `tidemark performance` says of captured rows of a binary model, all of it made in ClickHouse. @throws TidemarkError `input` for what captured rows do not have */
export async function storedPerformance(asked: PerformanceOptions, config: () => Promise<Config>, stack: AsyncDisposableStack): Promise<PerformanceReport> {
  const { score, task, estimate, window } = asked;
  const wrong = (what: string, right: string): TidemarkError =>
    new TidemarkError("input", `${what}: captured rows are measured in ClickHouse; expected ${right}`);
  if (score?.column === undefined) throw wrong("--score", "--score NAME, the prediction that is the positive class's chance");
  if (task !== undefined && task !== "binary") throw wrong(`--task ${task}`, "a binary model, or a file");
  if (estimate !== undefined) throw wrong(`--estimate ${estimate}`, "no estimate, or a file");
  const [section] = sectionsAsked(asked);
  if (section !== undefined) throw wrong(`--${section}`, "none, or a file");
  if (asked["cost-matrix"] !== undefined) throw wrong("--cost-matrix", "none, or a file");
  if (window !== undefined && "rows" in window) throw wrong(`--window ${window.rows}rows`, "a length of time, as in 1d");
  const store = await openConfiguredStore(await config(), stack);
  const asks = { score: score.column, class: asked.prediction ?? "", positive: asked.positive, length: window?.milliseconds ?? DAY_MS, until: Date.now() };
  const read = (spec: string) => measured(store, { ...storedRowsOf(spec), ...asks });
  return reportOf(await read(asked.reference), await read(asked.current), asks);
}

async function measured(
  store: Store,
  asked: Parameters<typeof readStoredScores>[1],
): Promise<{ readonly whole: MeasuredWindow; readonly windows: readonly MeasuredWindow[] }> {
  const withMetrics = (window: StoredWindow): MeasuredWindow => ({ ...window, metrics: scoreMetrics(window.sums) });
  const windows = await readStoredScores(store, asked);
  // Areas of windows do not add up to that of all; one that is as long as the epoch till its end holds them.
  const [whole] = windows.length === 1 ? windows : await readStoredScores(store, { ...asked, length: asked.to });
  if (whole === undefined) throw new RangeError("a range with windows has rows");
  return { whole: withMetrics(whole), windows: windows.map(withMetrics) };
}

type Side = Awaited<ReturnType<typeof measured>>;

function reportOf(reference: Side, current: Side, { length, positive }: { readonly length: number; readonly positive: string }): PerformanceReport {
  const limits = performanceLimits(
    reference.windows.map(({ metrics, sums }) => ({ metrics, labelled: sums.labelled })),
    SCORE_METRICS,
  );
  const windows = current.windows.map(({ start, rows, sums, metrics }): PerformanceWindow => ({
    from: instant(start),
    to: instant(start + length),
    rows,
    labelled: sums.labelled,
    realised: reportedMetrics(metrics, sums.labelled, limits.of, SCORE_METRICS),
    confusion: confusionOf(sums),
    estimated: {},
  }));
  const values = Object.fromEntries([...reference.whole.metrics].map(([name, { value }]) => [name, value]));
  return {
    task: "binary",
    classes: [`not ${positive}`, positive],
    reference: {
      rows: reference.whole.rows,
      labelled: reference.whole.sums.labelled,
      windows: reference.windows.length,
      metrics: values,
      limits: limits.shown,
    },
    current: { rows: current.whole.rows, labelled: current.whole.sums.labelled },
    windows,
    notes: limits.notes,
  };
}

function confusionOf({ labelled, positives, predictedPositives, truePositives }: StoredWindow["sums"]): readonly (readonly number[])[] {
  const falsePositives = predictedPositives - truePositives;
  return [
    [labelled - positives - falsePositives, falsePositives],
    [positives - truePositives, truePositives],
  ];
}
