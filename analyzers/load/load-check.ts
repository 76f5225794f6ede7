import type { Judgement } from "../findings/make-finding.ts";
import type { LoadInput } from "./load-window.ts";

/** What is decided of one share of a window's requests. */
export interface LoadCheck {
  readonly degraded: boolean;
  readonly material: boolean;
  readonly critical: boolean;
  readonly share: number;
  readonly name: string;
  readonly sentence: string;
  /** Null for a fact. */
  readonly pValue: number | null;
  readonly threshold: number;
  readonly source: string;
  readonly effect: Judgement["effect"];
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** Verdicts on latency and saturation; `unknown` says why latency has none. */
export interface LoadChecks {
  readonly latency: LoadCheck | { readonly unknown: string };
  readonly saturation: LoadCheck;
}

/** "; p50 120 ms, p95 900 ms, p99 2100 ms" */
export function quantilesText({ load }: LoadInput): string {
  const [p50, p95, p99] = load.latencies.map((value) => (value === null ? "unknown" : milliseconds(value)));
  return `; p50 ${p50}, p95 ${p95}, p99 ${p99}`;
}

/** "120 ms" */
export function milliseconds(value: number): string {
  return `${value < 100 ? value.toPrecision(3) : value.toFixed(0)} ms`;
}

/** "80 of 120 requests were refused for overload; at most 16 were in flight at once" */
export function saturationText({ load, monitored }: LoadInput): string {
  const { saturationInFlight } = monitored.config.load;
  const saturated = load.saturated > 0 ? ` and ${load.saturated} came while ${saturationInFlight} or more were in flight` : "";
  return `${load.refused} of ${load.requests} requests were refused for overload${saturated}; at most ${load.maxInFlight} were in flight at once`;
}

/** Name of the statistic of saturation. */
export const SATURATED_SHARE = "share of requests refused or in a saturated server";
