import { board } from "../board.ts";
import { alertLink, PLAIN, series, states, table } from "../panels.ts";
import { FAILED } from "./errors.ts";

/** Every model on one page: what fires, what changed, whether it is asked and answers. */
export const overview = board({
  name: "overview",
  title: "overview",
  description: "Which model needs somebody: alerts that fire, verdicts of all four analyzers, traffic.",
  panels: [
    table({
      title: "Models",
      description:
        "Alerts that fire now; columns, metrics and classes whose newest window in this period changed or can't be told; requests of this period. Judged to: the end of the newest window that any analyzer has judged.",
      query: "overview/models",
      unit: "short",
      units: { failed_share: "percentunit", judged_to: "dateTimeFromNow" },
      steps: [
        [null, "transparent"],
        [1, "red"],
      ],
      coloured: "alerts_firing",
    }),
    table({
      title: "Firing now",
      description: "Alerts that fire, whatever period is chosen; the alert's own page says what it saw and takes an acknowledgement.",
      query: "overview/firing",
      unit: "none",
      steps: PLAIN,
      hidden: ["alert_id"],
      links: { summary: alertLink() },
    }),
    states({
      title: "Verdicts",
      description:
        "The worst verdict of each analyzer's subjects in each window. Can't tell: too few rows to see what matters, or no baseline; it is no all-clear.",
      query: "overview/verdicts",
      unit: "none",
      by: ["model", "analyzer"],
      states: [
        [0, "unchanged", "green"],
        [1, "can't tell", "#8e8e8e"],
        [2, "changed, immaterial", "yellow"],
        [3, "changed", "red"],
      ],
    }),
    series({
      title: "Requests a second",
      description: "By model; a gap is a time without a request.",
      query: "load/requests",
      unit: "reqps",
      steps: PLAIN,
      by: ["model", "value"],
    }),
    series({
      title: "Share failed",
      description: "Of all requests, without those whose client hung up.",
      query: "errors/failed-share",
      unit: "percentunit",
      steps: FAILED,
      by: ["model"],
      max: 1,
    }),
    table({
      title: "Alerts of this period",
      description: "By the time at which the trouble began; an alert that never fired was pending until it was over.",
      query: "overview/history",
      unit: "none",
      steps: PLAIN,
      hidden: ["alert_id"],
      links: { summary: alertLink() },
    }),
  ],
});
