import type { Episode } from "../analyzers/episodes.ts";
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

interface SummaryFinding {
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

/** An episode counts as injected when it began in a fault's hours (or the window that holds them) and ended with it. */
function isInjected({ analyzer, cause, since, until }: Episode): boolean {
  return FAULTS.some(
    (fault) =>
      since <= fault.from &&
      (until ?? Infinity) >= fault.to &&
      (until ?? Infinity) - since <= DAY_MS &&
      (fault.expected.cause === cause || analyzer === "errors" || analyzer === "load"),
  );
}

const DAY_MS = 25 * 3_600_000;

/** Lines for people: the count, what was found since when, and what was sent. At most ten findings, the injected and the most severe first. */
export function renderSummary(summary: Summary, timeZone: string): string {
  const number = new Intl.NumberFormat("en-GB");
  const ranked = summary.findings
    .toSorted((a, b) => rank(b) - rank(a))
    .slice(0, 7)
    .sort((a, b) => a.since.localeCompare(b.since));
  const sent = Object.entries(Object.groupBy(summary.notifications, ({ channel, status }) => `${channel} ${status}`)).map(
    ([key, all]) => `${all?.length ?? 0} × ${key}`,
  );
  return [
    summary.url,
    `${number.format(summary.served)} rows served, ${number.format(summary.captured)} captured, ${number.format(summary.stored)} stored; ${number.format(summary.failed)} requests failed; ${number.format(summary.labels)} labels.`,
    ...ranked.map(
      (finding) => `${period(finding, timeZone)}  ${finding.summary}${finding.cause ? ` [${finding.cause}]` : ""}${finding.injected ? " (injected)" : ""}`,
    ),
    `${summary.findings.length} findings in all; ${summary.alerts.length} alerts, ${summary.alerts.filter(({ state }) => state === "firing").length} still firing; sent: ${sent.join(", ")}.`,
    "",
  ].join("\n");
}

function rank(finding: SummaryFinding): number {
  return (finding.injected ? 4 : 0) + (finding.analyzer === "decay" ? 3 : 0) + (finding.severity === "critical" ? 1 : 0);
}

function period({ since, until }: SummaryFinding, timeZone: string): string {
  const day = new Intl.DateTimeFormat("en-GB", { timeZone, day: "2-digit", month: "short" });
  const [from, to] = [day.format(new Date(since)), until === null ? "now" : day.format(new Date(Date.parse(until) - 1))];
  return (from === to ? from : `${from} – ${to}`).padEnd(15);
}
