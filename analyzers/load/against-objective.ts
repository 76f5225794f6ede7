import { percent } from "../findings/in-words.ts";
import { type LoadCheck, type LoadChecks, quantilesText, SATURATED_SHARE, saturationText } from "./load-check.ts";
import type { LoadInput } from "./load-window.ts";
import { objectiveFact } from "./objective-test.ts";

/** Holds a window against the declared objective. */
export function againstObjective(input: LoadInput): LoadChecks {
  const { load, monitored } = input;
  const { quantile = 0, latency: limitMs = 0 } = monitored.config.load.objective ?? {};
  const allowed = 1 - quantile;
  const share = load.judged === 0 ? 0 : load.slow / load.judged;
  const facts = `${percent(share)} of ${load.judged} requests took over ${limitMs} ms where ${percent(allowed)} may${quantilesText(input)}`;
  const refusedOrSaturated = load.refused + load.saturated;
  return {
    latency: check(facts, `share of requests over ${limitMs} ms`, allowed, objectiveFact(load.slow, load.judged, load.seconds, allowed)),
    saturation: check(saturationText(input), SATURATED_SHARE, allowed, objectiveFact(refusedOrSaturated, load.requests, load.requests, allowed)),
  };
}

function check(facts: string, name: string, allowed: number, { share, low, high, missed }: ReturnType<typeof objectiveFact>): LoadCheck {
  const interval = `95 % interval ${percent(low)} to ${percent(high)}`;
  return {
    degraded: missed,
    material: missed,
    critical: share >= Math.min(0.5, 4 * allowed),
    share,
    name,
    sentence: missed ? `${facts}: the objective was missed in this window (${interval})` : facts,
    pValue: null,
    threshold: allowed,
    source: `the declared objective: at most ${percent(allowed)} of the requests, missed where the 95 % interval of this window's share is above; a fact about the window, no budget is claimed`,
    effect: { value: share - allowed, low: low - allowed, high: high - allowed, unit: "share" },
    evidence: { objective: { allowed, low, high, missed } },
  };
}
