import type { Episode } from "../../../analyzers/findings/episodes.ts";
import type { AlertRecord } from "../../read/alert-query.ts";

/** Whether a firing alert is about this episode: of its model and analyzer, and naming its subject. */
export function firesFor(alert: AlertRecord, episode: Pick<Episode, "model" | "analyzer" | "subject">): boolean {
  if (alert.state !== "firing" || alert.model !== episode.model || alert.analyzer !== episode.analyzer) return false;
  return subjectsOf(alert).includes(episode.subject);
}

/** The subjects that an alert is about. */
export function subjectsOf(alert: Pick<AlertRecord, "subject" | "labels">): string[] {
  return [alert.subject, alert.labels["subjects"] ?? ""]
    .flatMap((text) => text.split(",").map((subject) => subject.trim()))
    .filter((subject) => subject !== "");
}
