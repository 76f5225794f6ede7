import type { AnalyzerName, Cause } from "../../analyzers/findings/finding.ts";

const BY_CAUSE: Readonly<Record<Cause, string>> = {
  unitChange: "ask the owner of the source what changed, and convert the column before it reaches the model.",
  renamedCategory: "map the new name to the old one before it reaches the model.",
  trueShift: "check the model on these rows; retrain on recent data once their labels are in.",
  conceptDrift: "retrain on recent labelled data, or fall back to the last version that held.",
  upstreamDown: "look at the model server and the network to it; retries and a fallback keep clients going.",
  malformedRequests: "look at the client that sends these requests; the examples name what is wrong with them.",
  overload: "add capacity, or lower the rate until the queue is empty.",
  stuckValue: "look at the source of the column: it repeats one value.",
  nullSurge: "look at the source of the column: its values stopped coming.",
};

const BY_ANALYZER: Readonly<Record<AnalyzerName, string>> = {
  drift: "compare the rows with the baseline and decide whether the model still fits them.",
  decay: "compare recent predictions with their labels and decide whether to retrain.",
  errors: "look at the failed requests, first cause first.",
  load: "look at what the model server waits for before adding capacity.",
};

/** What to do now: by the cause where one is named, else by the kind of finding. */
export function adviceFor(analyzer: AnalyzerName, cause: Cause | null): string {
  return cause === null ? BY_ANALYZER[analyzer] : BY_CAUSE[cause];
}
