import type { Cause, Finding } from "../../analyzers/findings/finding.ts";
import type { AlertState } from "./alert-state.ts";
import { CAUSE_WORDS } from "../render/cause-words.ts";
import { failureKind, subjectWords } from "../render/subject-words.ts";

/** Causes that happen to one column, or to a model's labels, and are mended one by one. */
const OWN_INCIDENT: ReadonlySet<Cause> = new Set([
  "unitChange",
  "renamedCategory",
  "stuckValue",
  "nullSurge",
  "sentinel",
  "signFlip",
  "mixedSources",
  "duplicatedRows",
  "labelOutage",
]);

/** Windows after its start in which a shift still takes in further columns; later ones are an incident of their own. */
const SHIFT_TAKES_IN_WINDOWS = 7;

/** What belongs to one incident. */
export interface Scope {
  /** Alerts of one rule with the same key are about the same thing. */
  readonly key: string;
  /** How long after its first window an alert takes in further subjects, in windows; null: as long as it lives. */
  readonly takesInWindows: number | null;
}

/**
 * One incident for one cause: a model's decay is one whichever metrics show it, and so is its load; columns that shift together are one;
 * a unit change, renamed category, stuck value or surge of nulls is its column's own; labels that stop coming are no decay of the model; failures go by their cause.
 */
export function scopeOf(finding: Pick<Finding, "analyzer" | "model" | "version" | "subject" | "cause">): Scope {
  const { analyzer, subject, cause } = finding;
  const key = (...parts: string[]) => JSON.stringify([analyzer, finding.model, finding.version, ...parts]);
  if (hasOwnIncident(cause)) return { key: key(cause, subject), takesInWindows: null };
  switch (analyzer) {
    case "drift":
      return { key: key("shift"), takesInWindows: SHIFT_TAKES_IN_WINDOWS };
    case "decay":
      return { key: key("decay"), takesInWindows: null };
    case "load":
      return { key: key("load"), takesInWindows: null };
    case "errors":
      return { key: key(cause ?? subject), takesInWindows: null };
    default:
      return analyzer satisfies never;
  }
}

/** Whether a cause makes an incident of its own column's. */
export function hasOwnIncident(cause: Cause | null): cause is Cause {
  return cause !== null && OWN_INCIDENT.has(cause);
}

/** What an alert is called, from what it is about: short, and the same as long as that is. */
export function alertName({ analyzer, model, cause, members }: Pick<AlertState, "analyzer" | "model" | "cause" | "members">): string {
  const subjects = Object.keys(members);
  const [first = ""] = subjects;
  switch (analyzer) {
    case "drift":
      return `${model}: ${subjects.length === 1 ? subjectWords(analyzer, first) : `${subjects.length} columns`} ${causeName(cause) ?? "drifted"}`;
    case "decay":
      if (cause === "labelOutage") return `${model}: labels ${causeName(cause)}`;
      return `${model}: ${subjects.every((subject) => subject === "staleness") ? "training data too old" : "worse than expected"}`;
    case "errors":
      return `${model}: requests fail${failureKind(cause, subjects)}`;
    case "load":
      return `${model}: ${cause === "overload" ? "overloaded" : "requests wait"}`;
    default:
      return analyzer satisfies never;
  }
}

const causeName = (cause: Cause | null): string | null => (cause === null ? null : CAUSE_WORDS[cause].name);
