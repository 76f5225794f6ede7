import { percent } from "../findings/in-words.ts";
import { usualHistory } from "../monitoring/usual-history.ts";
import { holm, type HolmVerdict } from "../statistics/holm.ts";
import { excessOver, type UsualRate, usualRate, usualTail } from "../statistics/usual-rate.ts";
import { wilson } from "../statistics/wilson.ts";
import { type LoadCheck, type LoadChecks, milliseconds, quantilesText, SATURATED_SHARE, saturationText } from "./load-check.ts";
import { LATENCY, type LoadInput, SATURATION } from "./load-window.ts";
import { LEAST_WINDOWS, slowerThanUsual, type Slowness } from "./slower-than-usual.ts";

/** A rise of the 95th percentile leaves so many requests over where it would have been. */
const OVER_QUANTILE = 0.05;
const CRITICAL = { slow: 0.5, saturated: 0.2 } as const;

/** Holds a window against the windows before, within the budget. */
export function againstUsual(input: LoadInput): LoadChecks {
  const { load, window, before, degraded = new Map(), monitored, alpha } = input;
  const quick = usualHistory(before, degraded, window, LATENCY);
  const slowness = slowerThanUsual(load, quick.windows, monitored.config.load.minRise);
  const calm = usualHistory(before, degraded, window, SATURATION);
  const now = { failed: load.refused + load.saturated, requests: load.requests };
  const usual = usualRate(
    calm.windows.map(({ refused, saturated, requests }) => ({ failed: refused + saturated, requests })),
    load.requests,
  );
  const pValue = usualTail(now, usual);
  const [ofSaturation, ofLatency] = holm([pValue, slowness?.pValue ?? 1], alpha);
  if (ofSaturation === undefined || ofLatency === undefined) throw new RangeError("Holm gives as many verdicts as it gets p-values");
  const unknown = `only ${quick.windows.length} windows with traffic before; ${LEAST_WINDOWS} are needed to know what is usual, or an objective (load.objective)`;
  return {
    latency: slowness === null ? { unknown } : latencyCheck(input, slowness, ofLatency, quick),
    saturation: saturationCheck(input, now.failed, usual, ofSaturation, calm),
  };
}

interface Learned {
  readonly windows: readonly unknown[];
  readonly leftOut: number;
}

function latencyCheck(
  input: LoadInput,
  { share, usual, usualMs, limitMs, slow }: Slowness,
  { pValue, threshold, rejected }: HolmVerdict,
  learned: Learned,
): LoadCheck {
  const { load } = input;
  const material = rejected && share >= OVER_QUANTILE;
  const facts = `${percent(share)} of ${load.judged} requests took over ${milliseconds(limitMs)}, where 95 % usually take at most ${milliseconds(usualMs)} and ${percent(usual.rate)} are so slow`;
  return {
    degraded: rejected,
    material,
    critical: share >= CRITICAL.slow,
    share,
    name: `share of requests over ${milliseconds(limitMs)}`,
    sentence: `${facts}${rejected && !material ? ", more than usual but too few to alert" : ""}${quantilesText(input)}`,
    pValue,
    threshold,
    source: sourceText(input, usual, learned, "seconds"),
    effect: excessOver(usual, share, wilson(share * Math.min(load.seconds, load.judged), Math.min(load.seconds, load.judged))),
    evidence: { slow, usualMs, limitMs, usual: usualFacts(usual, learned) },
  };
}

function saturationCheck(input: LoadInput, count: number, usual: UsualRate, { pValue, threshold, rejected }: HolmVerdict, learned: Learned): LoadCheck {
  const { requests } = input.load;
  const share = count / requests;
  const material = rejected && share >= 2 * usual.rate;
  return {
    degraded: rejected,
    material,
    critical: share >= CRITICAL.saturated,
    share,
    name: SATURATED_SHARE,
    sentence: `${saturationText(input)}${rejected && !material ? ": more than usual but too few to alert" : ""}`,
    pValue,
    threshold,
    source: sourceText(input, usual, learned, "requests"),
    effect: excessOver(usual, share, wilson(count, requests)),
    evidence: { usual: usualFacts(usual, learned) },
  };
}

function sourceText({ alpha }: LoadInput, { spread }: UsualRate, { windows, leftOut }: Learned, unit: string): string {
  const source = `${windows.length} windows before${leftOut === 0 ? "" : ` (${leftOut} degraded ones left out)`}`;
  return `Holm over latency and saturation, budget ${alpha.toPrecision(2)}; beta-binomial tail over ${unit}, share and spread between windows (${spread.toPrecision(2)} of the share) learned from the ${source}`;
}

function usualFacts({ rate, low, high, spread }: UsualRate, { windows, leftOut }: Learned): object {
  return { rate, low, high, spread, windows: windows.length, leftOut };
}
