import { board } from "../board.ts";
import { PLAIN, series, type Steps, table } from "../panels.ts";

const NONE_LOST: Steps = [
  [null, "text"],
  [1, "orange"],
];

/** Whether what is served is also seen: books, losses, delays, deliveries. */
export const pipeline = board({
  name: "pipeline",
  title: "pipeline",
  description: "Whether everything that was served was captured, stored, judged and told.",
  panels: [
    table({
      title: "Books",
      description: "Requests of this period: served = captured + sampled out + dropped + lost + still spooled.",
      query: "pipeline/books",
      unit: "short",
      steps: NONE_LOST,
      coloured: "lost",
    }),
    series({
      title: "Captured, of what was to be captured",
      description: "Under 1 something was dropped, lost, or is still on its way.",
      query: "pipeline/captured-share",
      unit: "percentunit",
      steps: [
        [null, "orange"],
        [1, "text"],
      ],
      by: ["model"],
      max: 1,
    }),
    series({
      title: "Dropped and lost",
      description: "Requests that were answered and of which no rows are kept, by reason.",
      query: "pipeline/dropped",
      unit: "short",
      steps: NONE_LOST,
      by: ["model", "reason"],
      stacked: true,
    }),
    series({
      title: "From request to collector",
      description: "95 of a hundred rows came no later, by the requests' event time.",
      query: "pipeline/arrival",
      unit: "ms",
      steps: PLAIN,
      by: ["model"],
    }),
    series({
      title: "Collector lag",
      description: "Messages in the log that are not stored yet.",
      query: "pipeline/lag",
      unit: "short",
      steps: [
        [null, "text"],
        [10_000, "orange"],
      ],
      by: ["node"],
    }),
    table({
      title: "Judged to",
      description: "How far each analyzer has come, whatever period is chosen.",
      query: "pipeline/judged",
      unit: "none",
      units: { judged_to: "dateTimeFromNow", judged_at: "dateTimeFromNow" },
      steps: PLAIN,
      width: 12,
    }),
    table({
      title: "Notifications",
      description: "Of this period, by what became of them.",
      query: "pipeline/notifications",
      unit: "short",
      steps: NONE_LOST,
      coloured: "failed",
      width: 12,
    }),
    series({
      title: "Dead letters",
      description: "Messages and rows that could not be read; they are kept (tidemark dead-letters) and belong to no model.",
      query: "pipeline/dead-letters",
      unit: "short",
      steps: NONE_LOST,
      by: ["topic", "origin"],
      stacked: true,
    }),
    series({
      title: "Lost in the log",
      description: "Messages that the log had and could not give any more: damage, or retention before they were read.",
      query: "pipeline/lost-in-log",
      unit: "short",
      steps: NONE_LOST,
      by: ["topic"],
      stacked: true,
    }),
  ],
});
