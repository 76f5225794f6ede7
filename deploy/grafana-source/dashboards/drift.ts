import { board } from "../board.ts";
import { OF_ITS_THRESHOLD, PLAIN, series, table } from "../panels.ts";

/** What of a model's inputs and answers is not as in its baseline. */
export const drift = board({
  name: "drift",
  title: "drift",
  description: "Which columns differ from the baseline, by how much, and where nothing can be told.",
  subjects: true,
  panels: [
    series({
      title: "Statistic over its threshold",
      description:
        "1 is each column's own threshold in its window, as its budget sets it. Windows that can't tell are gaps. Of each model the twenty columns that came furthest in this period; choose columns to see others.",
      query: "drift/ratio",
      unit: "none",
      steps: OF_ITS_THRESHOLD,
      by: ["model", "version", "subject"],
      stepped: true,
      width: 24,
    }),
    table({
      title: "Changed, or can't tell, in the newest window",
      description: "Of each column the newest window of this period, where it is not unchanged.",
      query: "drift/changed-now",
      unit: "none",
      steps: PLAIN,
    }),
    series({
      title: "Columns by verdict",
      description: "How many columns each window called changed, unchanged, or could not tell.",
      query: "drift/columns",
      unit: "short",
      steps: PLAIN,
      by: ["model", "value"],
      stacked: true,
    }),
    series({
      title: "Size of the change",
      description: "In each column's own unit, which its name carries; the columns of the chart above. Choose one column for a scale of its own.",
      query: "drift/effect",
      unit: "none",
      steps: PLAIN,
      by: ["model", "version", "column"],
      signed: true,
      stepped: true,
    }),
    series({
      title: "Missing values",
      description: "Share of captured rows without a value; a column without any is not drawn.",
      query: "drift/missing",
      unit: "percentunit",
      steps: PLAIN,
      by: ["model", "feature"],
      max: 1,
    }),
    series({
      title: "Coverage",
      description: "The least of a window's columns: the share of the window's requests that the verdict rests on. Under one half little can be told.",
      query: "drift/coverage",
      unit: "percentunit",
      steps: [
        [null, "orange"],
        [0.5, "text"],
      ],
      by: ["model"],
      stepped: true,
      max: 1,
    }),
  ],
});
