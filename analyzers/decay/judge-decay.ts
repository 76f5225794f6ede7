import { holm } from "../statistics/holm.ts";
import type { Judgement } from "../findings/make-finding.ts";
import { count, percent } from "../findings/in-words.ts";
import { recordInputs } from "../findings/record-inputs.ts";
import { coverageOf } from "../monitoring/coverage.ts";
import type { PerformanceSums } from "../performance/sums.ts";
import { type DecayChecks, decayChecks, numberScale } from "./decay-checks.ts";
import { DECAY_RULE, type DecayWindow } from "./decay-window.ts";
import { diagnose } from "./diagnose.ts";
import { diagnoseClasses } from "./diagnose-classes.ts";
import { diagnoseNumbers } from "./diagnose-numbers.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { gridOfColumn } from "../statistics/sample.ts";
import { gapJudgement } from "./gap-judgement.ts";
import { type LabelArrival, labelArrival, maturityEvidence, OUTAGE_PART } from "./label-arrival.ts";
import { assumedRows, labelledRows, labelsJudgement, reasonForNoData } from "./labels-judgement.ts";
import { metricJudgement } from "./metric-judgement.ts";
import { performanceTask } from "../performance/performance-task.ts";
import { referenceDays } from "./reference-days.ts";
import type { Shared } from "./shared-parts.ts";
import { stalenessJudgement } from "./staleness.ts";
import { streamJudgement } from "./stream-judgement.ts";

/**
 * All verdicts of one window. Of the window's budget a tenth is for whether labels stopped coming, where that can be told; of the rest the error stream gets one part of as many as there are checks, and Holm's procedure shares what is left among the gap and the metrics.
 */
export function judgeDecay(input: DecayWindow): readonly Judgement[] {
  const arrival = labelArrival(input);
  const reason = reasonForNoData(input, arrival);
  const shared = sharedParts(input, arrival);
  const always = [labelsJudgement(input, arrival, reason, shared), stalenessJudgement(input, shared)].filter((judgement) => judgement !== null);
  return reason === null ? [...performanceJudgements(input, shared, arrival), ...always] : always;
}

function performanceJudgements(input: DecayWindow, common: Shared, { outage }: LabelArrival): readonly Judgement[] {
  const task = performanceTask(input.monitored.schema);
  const reference = referenceDays(input);
  if (task === null || reference === null) return [];
  const days = input.days.map((day) => day.sums);
  const { config, schema, baseline } = input.monitored;
  const grid = gridOfColumn(baseline.columns, schema.score);
  const checks = decayChecks(task, reference.days, days, { daySpread: config.decay.daySpread, grid });
  const shared = { ...common, diagnosis: onceAsked(() => diagnosisOf(input, checks, reference.days, days)) };
  const tests = [...(checks.gap === null ? [] : [checks.gap.test]), ...checks.metrics.map((metric) => metric.test)];
  const alpha = outage === null ? input.alpha : input.alpha * (1 - OUTAGE_PART);
  const streamAlpha = alpha / (tests.length + 1);
  const verdicts = holm(
    tests.map((test) => test.pValue),
    alpha - streamAlpha,
  );
  const metricVerdicts = verdicts.slice(tests.length - checks.metrics.length);
  const gapVerdict = checks.gap === null ? undefined : verdicts[0];
  return [
    ...(checks.gap !== null && gapVerdict !== undefined ? [gapJudgement(checks.gap, gapVerdict, shared)] : []),
    ...checks.metrics.flatMap((metric, index) => {
      const verdict = metricVerdicts[index];
      return verdict === undefined ? [] : [metricJudgement(metric, verdict, shared)];
    }),
    streamJudgement(input, checks, reference, streamAlpha, shared),
  ];
}

function diagnosisOf(
  { rows, monitored }: DecayWindow,
  { learned, stream }: DecayChecks,
  reference: readonly PerformanceSums[],
  days: readonly PerformanceSums[],
): Diagnosis {
  const { columns } = monitored.baseline;
  const { daySpread } = monitored.config.decay;
  const own = { reference, days, daySpread, rows: rows ?? null, columns };
  if (learned === null) return { cause: "calibrationMoved", text: "whether the inputs explain it is not known" };
  if (learned.task === "binary") return diagnose({ ...own, promise: learned.promise, gapEffect: stream.effect });
  if (learned.task === "multiclass") return diagnoseClasses({ ...own, fit: learned.fit, effect: stream.effect });
  const grid = gridOfColumn(columns, monitored.schema.score);
  return diagnoseNumbers({ ...own, fit: learned.fit, grid, scaleOf: (excess) => numberScale(daySpread, excess) });
}

function onceAsked<T>(ask: () => T): () => T {
  let known: { readonly answer: T } | undefined;
  return () => (known ??= { answer: ask() }).answer;
}

/** What a window's performance is known from, in words. */
function standingOf(rows: number, { maturity }: LabelArrival, input: DecayWindow): string {
  const assumed = assumedRows(input);
  const of = assumed === 0 ? "" : ` (${count(assumed)} of them assumed)`;
  return `; by ${count(rows)} labelled rows${of}${maturity === null ? "" : `, ${percent(maturity)} of the window's labels are due`}`;
}

function sharedParts(input: DecayWindow, arrival: LabelArrival): Shared {
  const { books, window, alpha } = input;
  const rows = labelledRows(input);
  const reference = referenceDays(input);
  const source = `Holm over the window's checks, budget ${alpha.toPrecision(2)}; days together, whose own effect is learned from ${reference?.source ?? "no days"} and a prior of ${input.monitored.config.decay.daySpread} on the logit, against what rows with the same scores came to there`;
  return {
    minEffect: input.monitored.config.decay.minEffect,
    standing: standingOf(rows, arrival, input),
    diagnosis: () => null,
    parts: {
      thresholdSource: `${source}; ${baselineWindows(input)} baseline windows`,
      coverage: coverageOf(books),
      rows,
      inputs: recordInputs(input.monitored, "decay", window, { budget: alpha, rule: DECAY_RULE, labelsUntil: input.labelsUntil, schema: declared(input) }),
    },
    evidence: {
      ledger: { served: books.served, captured: books.captured, sampledOut: books.sampledOut },
      predictedRows: books.predicted,
      labelledRows: rows,
      ...(input.monitored.schema.labels?.assume === undefined ? {} : { saidRows: rows - assumedRows(input), assumedRows: assumedRows(input) }),
      labelledShare: books.predicted === 0 ? 0 : rows / books.predicted,
      maturity: maturityEvidence(arrival),
    },
  };
}

/** What performance follows from, of the schema as it was declared. */
function declared({ monitored: { schema } }: DecayWindow) {
  const { task, positive, classes, score, prediction, trainedOn, labels } = schema;
  return { task, positive, ...(classes === undefined ? {} : { classes }), score, prediction, trainedOn, ...(labels === undefined ? {} : { labels }) };
}

/** Whole windows of this length that the baseline's days would make. */
function baselineWindows({ monitored, window }: DecayWindow): number {
  const total = monitored.baseline.blocks.reduce((length, block) => length + block.end - block.start, 0);
  return Math.floor(total / (window.end - window.start));
}
