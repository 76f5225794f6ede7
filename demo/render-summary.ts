import { visibleLine } from "../visible-text.ts";
import type { Summary, SummaryFinding } from "./summary.ts";

/** Findings shown; with the address, the counts and what was sent it makes ten lines. */
const MAX_LINES = 7;
/** Letters of a finding's sentence that fit a line. */
const MAX_LETTERS = 120;

/** Ten lines for people: the address, the counts, what was found since when (one line an incident: the decay, what was injected, then the most severe), and what was sent. */
export function renderSummary(summary: Summary, timeZone: string): string {
  const number = new Intl.NumberFormat("en-GB");
  const { url, served, captured, stored, failed, labels, alerts, notifications } = summary;
  const incidents = incidentsOf(summary.findings);
  const shown = incidents.slice(0, MAX_LINES).sort((a, b) => a.since.localeCompare(b.since));
  const firing = alerts.filter(({ state }) => state === "firing").length;
  const sent = Object.entries(Object.groupBy(notifications, ({ channel, status }) => `${channel} ${status}`)).map(
    ([what, all]) => `${all?.length ?? 0} ${what}`,
  );
  return [
    url,
    `${number.format(served)} rows served, ${number.format(captured)} captured, ${number.format(stored)} stored; ${number.format(failed)} requests failed; ${number.format(labels)} labels.`,
    ...shown.map((finding) => `${period(finding, timeZone)} ${visibleLine(shortened(finding.summary))}${finding.injected ? " (injected)" : ""}`),
    `${counted(incidents.length, "incident")} in all, on the page; ${counted(alerts.length, "alert")}, ${firing} still firing; sent: ${sent.join(", ") || "nothing"}.`,
    "",
  ].join("\n");
}

/** One finding for each cause and beginning, the one that says most. */
function incidentsOf(findings: readonly SummaryFinding[]): SummaryFinding[] {
  const groups = Map.groupBy(findings, ({ analyzer, subject, cause, since }) => `${since} ${cause ?? `${analyzer} ${subject}`}`);
  const leads = [...groups.values()].flatMap((group) => group.toSorted((a, b) => telling(b) - telling(a)).slice(0, 1));
  return leads.sort((a, b) => weight(b) - weight(a));
}

function telling({ subject, analyzer }: SummaryFinding): number {
  if (subject === "calibrationGap") return 3;
  return subject === "all" ? 0 : analyzer === "load" ? 2 : 1;
}

function weight({ analyzer, injected, severity }: SummaryFinding): number {
  return (analyzer === "decay" ? 4 : 0) + (injected ? 2 : 0) + (severity === "critical" ? 1 : 0);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function shortened(sentence: string): string {
  return sentence.length <= MAX_LETTERS ? sentence : `${sentence.slice(0, MAX_LETTERS - 1).trimEnd()}…`;
}

function period({ since, until }: SummaryFinding, timeZone: string): string {
  const day = new Intl.DateTimeFormat("en-GB", { timeZone, day: "2-digit", month: "short" });
  const [from, to] = [day.format(new Date(since)), until === null ? "now" : day.format(new Date(Date.parse(until) - 1))];
  return (from === to ? from : `${from} – ${to}`).padEnd(15);
}
