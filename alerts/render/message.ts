import type { AlertState, FindingBrief, Word } from "../lifecycle/alert-state.ts";
import { visibleLine } from "../../visible-text.ts";
import { tellingOrder } from "./telling-order.ts";
import { adviceFor } from "./advice.ts";
import type { Chart } from "./chart.ts";
import { endingSentence } from "./ending.ts";
import { howSureText } from "./how-sure.ts";
import { statement } from "./statement.ts";
import { subjectLine } from "./subject-line.ts";
import { subjectWords } from "./subject-words.ts";
import { sinceText, lastedText } from "./time-facts.ts";
import { capital } from "./words.ts";
import { zonedWords } from "./zoned-words.ts";

export interface Link {
  readonly label: string;
  readonly url: string;
}

/** The same words for every channel: a subject of under 80 letters, a first sentence, one chart, three facts, one link, the buttons. What is resolved needs neither chart nor buttons. */
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

/** An alert as people are told of it, where the addresses and zones are known. */
export type RenderAlert = (alert: AlertState, event: "firing" | "resolved") => Message;

/**
 * @param baseUrl address of the dashboards, without a slash at its end
 * @param timeZone IANA name of the zone in which times are said; it is named once
 */
export function renderMessage(alert: AlertState, event: "firing" | "resolved", baseUrl: string, timeZone = "UTC"): Message {
  const briefs = tellingOrder(
    alert.analyzer,
    Object.values(alert.members).map(({ finding }) => finding),
  );
  const [lead] = briefs;
  const time = zonedWords(timeZone);
  const firing = event === "firing";
  const subjects = briefs.map(({ subject }) => subject);
  const sentence = firing ? statement(alert, briefs) : endingSentence(alert, subjects, time);
  const chart = firing ? (lead?.chart ?? null) : null;
  return visibleMessage({
    subject: subjectLine(alert, event, subjects, time),
    firstSentence: sentence,
    tone: firing ? (alert.severity === "critical" ? "critical" : "warning") : "resolved",
    facts: [
      firing ? { title: "Since", text: sinceText(alert, time) } : { title: "Lasted", text: lastedText(alert, time) },
      howSure(alert, lead, firing),
      whatNow(alert, firing),
    ],
    chart: chart === null ? null : { ...chart, title: chartTitle(chart, alert, lead?.subject ?? "") },
    link: { label: "See the evidence", url: reportUrl(baseUrl, alert, lead) },
    buttons: firing
      ? [
          { label: "Acknowledge", url: `${baseUrl}/alerts/${alert.alertId}#acknowledge` },
          { label: "Silence", url: `${baseUrl}/alerts/${alert.alertId}#silence` },
        ]
      : [],
  });
}

/** Names and values from data forge no line, no link and no direction, in whatever channel. */
function visibleMessage(message: Message): Message {
  const sentence = visibleLine(message.firstSentence);
  const fact = ({ title, text }: Fact): Fact => ({ title, text: visibleLine(text) });
  const [since, sure, now] = message.facts;
  const { chart } = message;
  return {
    ...message,
    subject: visibleLine(message.subject),
    firstSentence: sentence,
    facts: [fact(since), fact(sure), fact(now)],
    chart: chart === null ? null : { ...chart, title: visibleLine(chart.title), bars: chart.bars.map((bar) => ({ ...bar, label: visibleLine(bar.label) })) },
  };
}

function reportUrl(baseUrl: string, alert: AlertState, lead: FindingBrief | undefined): string {
  return `${baseUrl}/reports/${encodeURIComponent(alert.model)}#${encodeURIComponent(lead?.subject ?? "")}`;
}

function howSure(alert: AlertState, brief: FindingBrief | undefined, firing: boolean): Fact {
  return { title: firing ? "How sure" : "It was", text: brief === undefined ? "Not known." : howSureText(alert.analyzer, brief) };
}

function whatNow(alert: AlertState, firing: boolean): Fact {
  return { title: "What now", text: firing ? capital(adviceFor(alert.analyzer, alert.cause)) : afterwards(alert) };
}

function afterwards({ acceptance, model, acknowledgement, falseAlarm }: AlertState): string {
  if (falseAlarm !== null) return `Nothing: ${falseAlarm.by} says that it was a false alarm${because(falseAlarm)}.`;
  if (acceptance === null && acknowledgement !== null) return `Nothing; ${acknowledgement.by} looked after it${because(acknowledgement)}.`;
  if (acceptance === null) return "Nothing; it ended by itself or was mended.";
  return `Nothing, if you agree; else tidemark baseline pin releases it, and ${model} is compared as before.`;
}

const because = ({ why }: Word): string => (why === "" ? "" : `: ${why.replace(/[.\s]+$/, "")}`);

function chartTitle(chart: Chart, { analyzer }: AlertState, subject: string): string {
  const of = analyzer === "errors" || analyzer === "load" ? "requests" : "rows";
  return `${capital(subjectWords(analyzer, subject))}: ${chart.kind === "shares" ? `share of ${of}` : "statistic"}`;
}
