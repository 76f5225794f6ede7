import type { LedgerTotals } from "../../read/report-queries.ts";
import { count } from "../../words/format.ts";

const REASONS: Readonly<Record<string, string>> = {
  outboxFull: "no room in the outbox",
  logUnavailable: "the log refused",
  tooLarge: "too large",
  unreadable: "unreadable",
};

/** The books in one line: "100 000 requests served = 99 000 captured + 1 000 dropped (no room in the outbox)". What no term explains is on its way, or a fault in the books, and said so. */
export function ledgerLine({ served, captured, sampledOut, dropped, lostBeforeLog }: LedgerTotals): string {
  const reasons = Object.entries(dropped).filter(([, n]) => n > 0);
  const droppedTotal = reasons.reduce((sum, [, n]) => sum + n, 0);
  const rest = served - captured - sampledOut - droppedTotal - lostBeforeLog;
  const why = reasons.map(([reason, n]) => `${reasons.length > 1 ? `${count(n)} ` : ""}${REASONS[reason] ?? reason}`).join(", ");
  const terms = [
    `${count(captured)} captured`,
    ...(sampledOut > 0 ? [`${count(sampledOut)} sampled out`] : []),
    `${count(droppedTotal)} dropped${why ? ` (${why})` : ""}`,
    `${count(lostBeforeLog)} lost before the log`,
    ...(rest !== 0 ? [`${count(rest)} ${rest > 0 ? "still on the way" : "too many in the books"}`] : []),
  ];
  return `${count(served)} requests served = ${terms.join(" + ")}`;
}
