import type { AnalyzerName, Cause } from "../../analyzers/findings/finding.ts";
import { metricName } from "../../analyzers/findings/in-words.ts";
import { CAUSE_WORDS } from "./cause-words.ts";

/** Subjects of failures: all requests, and the classes. */
const FAILURES: Readonly<Record<string, string>> = {
  all: "all requests",
  network: "model server not reached",
  overload: "refused for overload",
  badInput: "malformed requests",
  badOutput: "unreadable answers",
  server: "failures in the model server",
  clientClosed: "clients that hung up",
};

/** How requests failed, by class. */
const FAILURE_KINDS: Readonly<Record<string, string>> = {
  network: "model server not reached",
  badInput: "malformed",
  overload: "refused for overload",
  badOutput: "unreadable answers",
  server: "in the model server",
};

/** A finding's subject as people say it: "departure delay", "ROC AUC", "all requests". */
export function subjectWords(analyzer: AnalyzerName, subject: string): string {
  if (analyzer === "errors") return FAILURES[subject] ?? spaced(subject);
  const metric = analyzer === "decay" ? metricName(subject) : subject;
  return metric === subject ? spaced(subject) : metric;
}

/** How requests failed, in brackets after "requests fail": " (malformed)"; empty where nothing is known but that they did. */
export function failureKind(cause: Cause | null, subjects: readonly string[]): string {
  const classes = subjects.filter((subject) => subject !== "all").map((subject) => FAILURE_KINDS[subject] ?? spaced(subject));
  const words = cause === null ? classes : [CAUSE_WORDS[cause].name ?? spaced(cause)];
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

/** "departure delay" of "departure_delay" and of "departureDelay". */
export function spaced(name: string): string {
  return name.replaceAll("_", " ").replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
}
