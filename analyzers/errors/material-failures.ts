import type { Severity } from "../findings/finding.ts";
import type { MonitorConfig } from "../monitoring/monitor-config.ts";
import { wilson } from "../statistics/wilson.ts";

/** Share of requests over the usual one from which failures are critical. */
const CRITICAL = 0.1;

/** Shares of one window's requests: failed in this way, usually so, failed in any way. */
export interface FailureShares {
  readonly share: number;
  readonly usual: number;
  readonly all: number;
}

/**
 * Whether a significant excess of failures matters. With an objective: when all failures together are over it. Without: when the excess reaches `minEffect`, a share of requests, where that is set, else `minRise` times the usual
 * share (1: failures have doubled).
 */
export function isMaterial({ share, usual, all }: FailureShares, { objective, minEffect, minRise }: MonitorConfig["errors"]): boolean {
  if (objective !== undefined) return all > objective;
  return share - usual >= (minEffect ?? minRise * usual);
}

/** Whether the window's failures are over the declared objective with certainty: its 95 % interval is. A fact about this window, for which no budget is claimed. */
export function missesObjective(failed: number, requests: number, { objective }: MonitorConfig["errors"]): boolean {
  return objective !== undefined && wilson(failed, requests).low > objective;
}

/** Severity of a material excess, a share of requests. */
export function severityOf(excess: number): Severity {
  return excess >= CRITICAL ? "critical" : "warning";
}
