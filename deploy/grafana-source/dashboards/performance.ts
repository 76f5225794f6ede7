import { board } from "../board.ts";
import { OF_ITS_THRESHOLD, PLAIN, series, table } from "../panels.ts";

/** Whether a model is still right, as far as its labels say. */
export const performance = board({
  name: "performance",
  title: "performance",
  description: "What the labels say: promised against observed, metrics, and what is judged of them.",
  panels: [
    series({
      title: "Observed against predicted",
      description: "The rate that the labels show and the one that the model promised, window by window; the distance is the calibration gap.",
      query: "performance/promise",
      unit: "percentunit",
      steps: PLAIN,
      by: ["model", "version", "value"],
      stepped: true,
      width: 24,
    }),
    series({
      title: "Realised metrics",
      description: "From labelled rows alone; windows with too few labels are left out.",
      query: "performance/realised",
      unit: "none",
      steps: PLAIN,
      by: ["model", "version", "subject"],
      stepped: true,
    }),
    series({
      title: "Statistic over its threshold",
      description: "1 is each check's own threshold in its window. Windows that can't tell are gaps.",
      query: "performance/ratio",
      unit: "none",
      steps: OF_ITS_THRESHOLD,
      by: ["model", "version", "subject"],
      stepped: true,
    }),
    table({
      title: "Newest verdicts",
      description: "Of each check the newest window of this period, decayed ones first.",
      query: "performance/newest",
      unit: "none",
      units: { labelled: "short" },
      steps: PLAIN,
    }),
    series({
      title: "Labels received",
      description: "In each interval, by when they arrived; without labels nothing of this page can be told.",
      query: "performance/labels",
      unit: "short",
      steps: PLAIN,
      by: ["model"],
      width: 24,
    }),
  ],
});
