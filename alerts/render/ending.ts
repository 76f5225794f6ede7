import type { Acceptance, AlertState } from "../lifecycle/alert-state.ts";
import { badSpan } from "./bad-windows.ts";
import { failureKind, subjectWords } from "./subject-words.ts";
import { list } from "./words.ts";
import type { ZonedWords } from "./zoned-words.ts";

/** What ended, how long it lasted and when, as one sentence with its zone: "Resolved for eta: requests failed (malformed) for 1 hour, 3 April 2013, 15:00–16:00 (New York time)." */
export function endingSentence(alert: AlertState, subjects: readonly string[], time: ZonedWords): string {
  if (alert.acceptance !== null) return acceptedSentence(alert, alert.acceptance, subjects, time);
  const span = badSpan(alert);
  const head = `Resolved for ${alert.model}: ${whatEnded(alert, subjects)}`;
  if (span === null) return `${head} from ${time.moment(alert.startedTime)} (${time.zone}); judged again with rows that came late, it was within bounds.`;
  return `${head} for ${time.length(span.since, span.until)}, ${time.range(span.since, span.until)} (${time.zone}).`;
}

/** "Resolved for eta: temperature had shifted since 9 April 2013; ada says on 20 May 2013 that it is the new normal: windows from then on are compared with 2013-04-09 to 2013-05-19 (New York time)." */
function acceptedSentence(alert: AlertState, { by, time: at, baselineName }: Acceptance, subjects: readonly string[], time: ZonedWords): string {
  return `Resolved for ${alert.model}: ${whatEnded(alert, subjects)} since ${time.moment(alert.startedTime)}; ${by} said on ${time.moment(at)} that it is the new normal: windows since then are compared with ${baselineName} (${time.zone}).`;
}

function whatEnded({ analyzer, cause }: Pick<AlertState, "analyzer" | "cause">, subjects: readonly string[]): string {
  const names = list(subjects.map((subject) => subjectWords(analyzer, subject)));
  const were = subjects.length === 1 ? "was" : "were";
  switch (analyzer) {
    case "drift":
      if (cause === "unitChange") return `${names} came in another unit`;
      if (cause === "renamedCategory") return `${names} had renamed categories`;
      if (cause === "stuckValue") return `${names} repeated one value`;
      return cause === "nullSurge" ? `${names} ${were} missing more often` : `${names} had shifted`;
    case "decay":
      return decayEnded(subjects) ?? `${names} ${were} worse than expected`;
    case "errors":
      return `requests failed${failureKind(cause, subjects)}`;
    case "load":
      return cause === "overload" ? "the model server was overloaded" : `${names} ${were} worse than it should be`;
    default:
      return analyzer satisfies never;
  }
}

function decayEnded(subjects: readonly string[]): string | null {
  if (subjects.includes("accuracy")) return "the model was wrong more often than expected";
  if (subjects.includes("calibrationGap")) return "the model was off in what it predicts";
  if (subjects.every((subject) => subject === "staleness")) return "the training data were older than allowed";
  return subjects.every((subject) => subject === "errorStream") ? "the model’s errors had changed" : null;
}
