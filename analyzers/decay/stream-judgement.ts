import type { Judgement } from "../findings/make-finding.ts";
import { clusteredVariance, withoutOffset } from "./day-effect.ts";
import type { DecayChecks } from "./decay-checks.ts";
import type { DecayWindow } from "./decay-window.ts";
import { believedThreshold, STREAM_DAYS, STREAM_DELTA, standardisedDays, streamDetections, streamThreshold } from "./error-stream.ts";
import { dayIn, points } from "../findings/in-words.ts";
import { addSums } from "../performance/performance-sums.ts";
import { seededRandom } from "../statistics/random.ts";
import type { ReferenceDays } from "./reference-days.ts";
import { causeOf, severityOf, type Shared } from "./shared-parts.ts";

const DAY_MS = 86_400_000;
const SEED = 1;
/** The verdict of Page–Hinkley on the stream of daily residuals: decayed when it calls a change on a day of the window, and the window's days together are off by `minEffect` or more. */
export function streamJudgement(input: DecayWindow, checks: DecayChecks, reference: ReferenceDays, alpha: number, shared: Shared): Judgement {
  const { excessOf, reference: own, effect } = checks.stream;
  const days = byDay(input);
  const baseline = standardisedDays(own, effect);
  const traffic = days.map((day) => ({ ...day, excess: excessOf(day.sums) }));
  const windowDays = (input.window.end - input.window.start) / DAY_MS;
  const threshold = Math.max(
    streamThreshold(baseline, alpha, windowDays, seededRandom(SEED)),
    believedThreshold(effect.belief, alpha, windowDays, seededRandom(SEED)),
  );
  const residuals = standardisedDays(
    traffic.map((day) => day.excess),
    effect,
  );
  const { detections, statistics } = streamDetections(baseline, residuals, threshold);
  const inWindow = (index: number): boolean => (traffic[index]?.day ?? -1) >= startOfFirstDay(input);
  const detection = detections.find(inWindow);
  const recent = traffic.filter((_, index) => inWindow(index)).map((day) => day.excess);
  const rows = recent.reduce((total, day) => total + day.rows, 0);
  const value = withoutOffset(recent, effect.offset).reduce((total, day) => total + day.excess, 0) / rows;
  const half = (1.96 * Math.sqrt(clusteredVariance(recent, effect.covariances))) / rows;
  // A gap is bad either way; fewer errors are none.
  const worse = checks.gap === null ? value : Math.abs(value);
  const decayed = detection !== undefined && worse >= shared.minEffect;
  const statistic = Math.max(0, ...statistics.filter((_, index) => inWindow(index)));
  const at = detection === undefined ? null : dayIn(traffic[detection]?.day ?? 0, input.monitored.config.timeZone);
  const facts = `Page–Hinkley on the daily errors reaches ${statistic.toFixed(1)} standard deviations; ${threshold.toFixed(1)} call a change`;
  return {
    ...shared.parts,
    subject: "errorStream",
    verdict: decayed ? "decayed" : "ok",
    material: decayed,
    severity: severityOf(decayed, worse, shared.minEffect),
    cause: decayed ? causeOf(shared) : null,
    summary: at === null ? `The daily errors did not change: ${facts}.` : `The daily errors changed on ${at}, by ${points(value)} over the window: ${facts}.`,
    statistic,
    statisticName: "Page–Hinkley",
    pValue: null,
    threshold,
    thresholdSource: `seeded bootstrap of weeks of ${reference.source}, and of what is believed of its days, the larger: a false alarm with probability ${alpha.toPrecision(2)} a window`,
    effect: { value, low: value - half, high: value + half, unit: checks.gap === null ? (checks.metrics[0]?.metric.unit ?? "") : "share" },
    evidence: {
      ...shared.evidence,
      checks: [{ check: "pageHinkley", statistic, pValue: null, threshold, detail: at === null ? "no change" : `change on ${at}` }],
      stream: traffic.map((day, index) => ({ day: day.day, residual: residuals[index] ?? 0, statistic: statistics[index] ?? 0 })),
      detections: detections.map((index) => traffic[index]?.day ?? 0),
      parameters: { delta: STREAM_DELTA, threshold, alpha: 0.9999, days: STREAM_DAYS, seed: SEED },
    },
  };
}

/** The history with the pieces of one day put together, days in order. */
function byDay(input: DecayWindow): readonly { readonly day: number; readonly sums: ReturnType<typeof addSums> }[] {
  const days = Map.groupBy(input.history, (piece) => piece.day);
  return [...days].map(([day, pieces]) => ({ day, sums: addSums(pieces.map((piece) => piece.sums)) })).sort((a, b) => a.day - b.day);
}

function startOfFirstDay(input: DecayWindow): number {
  return input.days[0]?.day ?? input.window.start;
}
