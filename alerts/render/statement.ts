import type { AlertState, FindingBrief } from "../lifecycle/alert-state.ts";
import { subjectWords } from "./subject-words.ts";
import { capital, list } from "./words.ts";

/**
 * What is wrong, as one sentence: the first finding speaks, the others are named ("; also: log loss and recall"). It begins with a large letter, a feature's name with spaces.
 * @param ranked in the order in which people should hear of them
 */
export function statement(alert: Pick<AlertState, "analyzer">, ranked: readonly FindingBrief[]): string {
  const [lead, ...others] = ranked;
  if (lead === undefined) return "";
  const also = others.filter(({ subject }) => alert.analyzer !== "errors" || subject !== "all").map(({ subject }) => subjectWords(alert.analyzer, subject));
  return `${summaryOf(alert, lead)}${also.length === 0 ? "" : `; also: ${list(also)}`}.`;
}

/** A finding's summary without its end: the column's name as people say it, and nothing that could end a mail's header. */
function summaryOf({ analyzer }: Pick<AlertState, "analyzer">, { subject, summary }: FindingBrief): string {
  const text = summary.replace(/\s+/g, " ").trim().replace(/\.$/, "").replace(" observed positive where ", " turned out positive where ");
  return capital(text.startsWith(`${subject} `) ? subjectWords(analyzer, subject) + text.slice(subject.length) : text);
}
