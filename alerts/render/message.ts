import type { AlertState, FindingBrief } from "../alert-state.ts";
import { rankBriefs } from "../finding-brief.ts";
import { latestRun, mergeWindows } from "../judged-windows.ts";
import { adviceFor } from "./advice.ts";
import type { Chart } from "./chart.ts";
import { count, moment, number, percent } from "./words.ts";

export interface Link {
  readonly label: string;
  readonly url: string;
}

/** The same words for every channel: a sentence that is subject and first line, one chart, three facts, one link, the buttons. What is resolved needs neither chart nor buttons. */
export interface Message {
  readonly subject: string;
  readonly firstSentence: string;
  readonly tone: "warning" | "critical" | "resolved";
  /** Since when, how sure, what now. */
  readonly facts: readonly [Fact, Fact, Fact];
  readonly chart: (Chart & { readonly title: string }) | null;
  readonly link: Link;
  readonly buttons: readonly Link[];
}

export interface Fact {
  readonly title: string;
  readonly text: string;
}

/** @param baseUrl address of the dashboards, without a slash at its end */
export function renderMessage(alert: AlertState, event: "firing" | "resolved", baseUrl: string): Message {
  const ranked = rankBriefs(Object.values(alert.members).map(({ finding }) => finding));
  const [worst] = ranked;
  const sentence = event === "firing" ? firingSentence(ranked) : resolvedSentence(alert, ranked);
  const chart = event === "firing" ? (worst?.chart ?? null) : null;
  return {
    subject: sentence,
    firstSentence: sentence,
    tone: event === "resolved" ? "resolved" : alert.severity === "critical" ? "critical" : "warning",
    facts: [since(alert, event), howSure(worst, event), whatNow(alert, event)],
    chart: chart === null ? null : { ...chart, title: chartTitle(chart, worst?.subject ?? "") },
    link: { label: "See the evidence", url: reportUrl(baseUrl, alert, worst) },
    buttons:
      event === "firing"
        ? [
            { label: "Acknowledge", url: `${baseUrl}/alerts/${alert.alertId}#acknowledge` },
            { label: "Silence", url: `${baseUrl}/alerts/${alert.alertId}#silence` },
          ]
        : [],
  };
}

function reportUrl(baseUrl: string, alert: AlertState, worst: FindingBrief | undefined): string {
  return `${baseUrl}/reports/${encodeURIComponent(alert.model)}#${encodeURIComponent(worst?.subject ?? "")}`;
}

function firingSentence(ranked: readonly FindingBrief[]): string {
  const [worst, ...others] = ranked;
  const sentence = (worst?.summary ?? "").replace(/\s+/g, " ").trim().replace(/\.$/, "");
  return others.length === 0 ? `${sentence}.` : `${sentence}; also ${list(others.map(({ subject }) => subject))}.`;
}

function resolvedSentence(alert: AlertState, ranked: readonly FindingBrief[]): string {
  const verb = ranked.length === 1 ? "is" : "are";
  return `Resolved: ${list(ranked.map(({ subject }) => subject))} of ${alert.model} ${verb} back within bounds since ${moment(wellSince(alert))}.`;
}

/** Start of the windows that are all well. */
function wellSince(alert: AlertState): number {
  const run = latestRun(mergeWindows(Object.values(alert.members).map(({ windows }) => windows)));
  return run[0]?.start ?? alert.updatedTime;
}

function list(subjects: readonly string[]): string {
  const named = subjects.slice(0, 3);
  const rest = subjects.length - named.length;
  if (rest > 0) return `${named.join(", ")} and ${rest} more`;
  return [named.slice(0, -1).join(", "), named.at(-1)].filter((part) => part !== "").join(" and ");
}

function since(alert: AlertState, event: "firing" | "resolved"): Fact {
  const windows = mergeWindows(Object.values(alert.members).map((member) => member.windows));
  const bad = windows.filter(({ status }) => status === "bad").length;
  const start = `${moment(alert.startedTime)} UTC`;
  if (event === "resolved") return { title: "Lasted", text: `from ${start} to ${moment(wellSince(alert))} UTC, ${count(bad, "bad window")}.` };
  return { title: "Since", text: `${start}, ${count(bad, "bad window")} so far; ${alert.severity}.` };
}

function howSure(brief: FindingBrief | undefined, event: "firing" | "resolved"): Fact {
  const title = event === "firing" ? "How sure" : "It was";
  if (brief === undefined) return { title, text: "not known." };
  const { statistic, threshold, pValue, effect } = brief;
  const parts = [
    effect === null ? null : `effect ${number(effect.value)} ${effect.unit} (${number(effect.low)} to ${number(effect.high)})`,
    statistic === null
      ? null
      : `${brief.statisticName} ${number(statistic)}${threshold === null ? "" : ` against a threshold of ${number(threshold)}`}${pValue === null ? "" : `, p ${number(pValue)}`}`,
    `${count(brief.rows, "row")}, coverage ${percent(brief.coverage)}`,
  ];
  return { title, text: `${parts.filter((part) => part !== null).join("; ")}.` };
}

function whatNow(alert: AlertState, event: "firing" | "resolved"): Fact {
  return { title: "What now", text: event === "resolved" ? "nothing; it ended by itself or was mended." : adviceFor(alert.analyzer, alert.cause) };
}

function chartTitle(chart: Chart, subject: string): string {
  return chart.kind === "shares" ? `${subject}: share of rows` : `${subject}: statistic`;
}
