import type { Erased } from "../../collector/erasure/erase.ts";
import type { Config } from "../../config/config.ts";
import { visibleText } from "../../visible-text.ts";

/** What `tidemark erase` prints. `left`: what it does not reach, a sentence each. */
export interface ErasureReport extends Erased {
  readonly dryRun: boolean;
  readonly left: readonly string[];
}

export function erasureReport(erased: Erased, { kafka, log }: Config, dryRun: boolean): ErasureReport {
  const { age, bytes } = log.retention;
  const logged =
    kafka === undefined
      ? `the embedded log keeps what it was told until its retention ends (${Number((age / 86_400_000).toFixed(2))} days or ${Number((bytes / 2 ** 30).toFixed(2))} GiB a partition, whichever comes first)`
      : "Kafka keeps what it was told until its topics' retention ends (retention.ms, retention.bytes); nothing is taken out of a topic";
  const left = [
    logged,
    "rows that the collector has not stored yet: run it again once it has caught up",
    "backups, messages that were sent, and training files",
    "requests that failed have no rows and so no tags: only their ids find them",
    ...erased.baselines.map((id) => `baseline ${id.slice(0, 12)} holds values that only erased rows had: make it anew, or drop it from the table baselines`),
  ];
  return { dryRun, ...erased, left };
}

export function renderErasure({ dryRun, left, ...erased }: ErasureReport): string {
  const counts = [
    [erased.requests, "requests"],
    [erased.rows, "scored rows, in tables and rollups"],
    [erased.labels, "labels"],
    [erased.deadLetters, "dead letters"],
    [erased.findings, "findings with values that nobody else has"],
    [erased.messages, "alerts and notifications with such values"],
    [erased.baselineParts, "parts of baselines with such values; they are made anew"],
  ] as const;
  const shown = counts.filter(([n]) => n > 0).map(([n, what]) => `  ${n.toLocaleString("en-US")} ${what}`);
  const models = erased.models.map(visibleText).join(", ");
  const what = shown.length === 0 ? ["Nothing was found."] : [`${dryRun ? "Would be erased" : "Erased"}${models === "" ? "" : ` of ${models}`}:`, ...shown];
  const resumed = erased.resumed > 0 ? [`${erased.resumed} earlier erasures that had broken off were finished.`] : [];
  return [...what, ...resumed, "Not reached:", ...left.map((sentence) => `  ${sentence}`), ""].join("\n");
}
