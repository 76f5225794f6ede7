import type { AlertState } from "../lifecycle/alert-state.ts";
import { alertIdOf } from "../lifecycle/identity.ts";
import type { Message } from "../render/message.ts";
import { visibleLine } from "../../visible-text.ts";

/** What stands in an alert's `model` and `rule` where it is about Tidemark itself. */
const OWN = "tidemark";

/** The store does not answer, since a moment of wall time (epoch milliseconds), and why, in the words of whoever asked it. */
export interface StoreDown {
  readonly since: number;
  readonly why: string;
}

/** An alert about Tidemark's own store, which cannot be kept in it: made anew from when it began, so that all who tell of it and of its end tell of the same. */
export function storeAlert({ since, why }: StoreDown, now: number, stage: "firing" | "resolved"): AlertState {
  return {
    alertId: alertIdOf(OWN, "store", since),
    rule: OWN,
    scope: "store",
    stage,
    analyzer: "errors",
    model: OWN,
    version: "",
    cause: null,
    severity: "critical",
    members: { store: { windows: [], finding: brief(since, now, why) } },
    startedTime: since,
    firedTime: since,
    resolvedTime: stage === "resolved" ? now : null,
    updatedTime: now,
    revision: 0,
    notified: stage === "resolved" ? 1 : 0,
    lastNotifiedTime: null,
    acknowledgement: null,
    acceptance: null,
    silencedUntil: null,
    silence: null,
    falseAlarm: null,
  };
}

const brief = (since: number, now: number, why: string) =>
  ({
    findingId: alertIdOf(OWN, "store finding", since),
    subject: "store",
    windowStart: since,
    windowEnd: now,
    verdict: "failing",
    cause: null,
    severity: "critical",
    summary: `Tidemark's store does not answer: ${why}`,
    statistic: null,
    statisticName: "",
    pValue: null,
    threshold: null,
    effect: null,
    coverage: 0,
    rows: 0,
    chart: null,
  }) as const;

/** The same for people. @param baseUrl address of the pages */
export function storeMessage({ since, why }: StoreDown, now: number, stage: "firing" | "resolved", baseUrl: string): Message {
  const firing = stage === "firing";
  const minutes = Math.max(1, Math.round((now - since) / 60_000));
  const sentence = firing ? "Tidemark's store does not answer; nothing is judged until it does" : "Tidemark's store answers again";
  return {
    subject: sentence,
    firstSentence: sentence,
    tone: firing ? "critical" : "resolved",
    facts: [
      { title: firing ? "Since" : "Lasted", text: firing ? `${new Date(since).toISOString()} (${minutes} min)` : `${minutes} min` },
      { title: firing ? "How sure" : "It was", text: visibleLine(why) },
      {
        title: "What now",
        text: firing
          ? "Predictions go on, and what comes waits in the log, as long as its retention. See that ClickHouse runs, can be reached and has room on its disk."
          : "Nothing; what waited in the log is stored and judged now.",
      },
    ],
    chart: null,
    link: { label: "See what is missing", url: `${baseUrl}/readyz` },
    buttons: [],
  };
}
