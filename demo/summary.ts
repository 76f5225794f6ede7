import type { Episode } from "../analyzers/findings/episodes.ts";
import { FAULTS } from "./faults.ts";

/** What `--once --format json` prints at its end (contracts.md): counts of rows, failed requests, and what was found and sent. Times are ISO 8601 in UTC. */
export interface Summary {
  readonly url: string;
  readonly served: number;
  readonly captured: number;
  readonly stored: number;
  readonly failed: number;
  readonly labels: number;
  readonly findings: readonly SummaryFinding[];
  /** Those that fired, resolved since or not. */
  readonly alerts: readonly { readonly name: string; readonly severity: string; readonly state: string }[];
  readonly notifications: readonly { readonly channel: string; readonly status: string }[];
  /** The books: balance is served − captured − sampled out − dropped − lost before the log; `servedTwice` counts rows whose prediction was asked again because the store lacked them. */
  readonly ledger: {
    readonly served: number;
    readonly captured: number;
    readonly sampledOut: number;
    readonly dropped: number;
    readonly lostBeforeLog: number;
    readonly servedTwice: number;
  };
}

export interface SummaryFinding {
  readonly analyzer: string;
  readonly model: string;
  readonly subject: string;
  readonly verdict: string;
  readonly cause: string | null;
  readonly since: string;
  readonly until: string | null;
  /** Whether it names a fault that the demo had put in. */
  readonly injected: boolean;
  readonly severity: string;
  readonly summary: string;
}

export function summaryFinding(episode: Episode): SummaryFinding {
  const { analyzer, model, subject, verdict, cause, severity, summary } = episode;
  return {
    analyzer,
    model,
    subject,
    verdict,
    cause,
    severity,
    summary,
    since: new Date(episode.since).toISOString(),
    until: episode.until === null ? null : new Date(episode.until).toISOString(),
    injected: isInjected(episode),
  };
}

/** An episode counts as injected when it began in a fault's hours (or the window that holds them), ended with them, and is named for the fault. */
function isInjected({ cause, since, until }: Episode): boolean {
  const end = until ?? Infinity;
  return FAULTS.some((fault) => fault.expected.cause === cause && since <= fault.from && end >= fault.to && end - since <= LONGEST_WINDOW_MS);
}

/** A day on which the clocks change. */
const LONGEST_WINDOW_MS = 25 * 3_600_000;
