import type { AnalyzerName, Cause } from "../../analyzers/findings/finding.ts";
import { CAUSE_WORDS } from "./cause-words.ts";

const BY_ANALYZER: Readonly<Record<AnalyzerName, string>> = {
  drift: "compare the rows with the baseline and decide whether the model still fits them.",
  decay: "compare recent predictions with their labels and decide whether to retrain.",
  errors: "look at the failed requests, first cause first.",
  load: "look at what the model server waits for before adding capacity.",
};

/** What to do now: by the cause where one is named, else by the kind of finding. */
export function adviceFor(analyzer: AnalyzerName, cause: Cause | null): string {
  return cause === null ? BY_ANALYZER[analyzer] : CAUSE_WORDS[cause].advice;
}
