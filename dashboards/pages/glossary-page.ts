import { html } from "hono/html";
import type { Markup } from "../charts/svg.ts";
import { layout } from "./layout.ts";

/** What a word of the pages means: the key that verdicts carry, the word, the definition with its range and unit. */
const WORDS: readonly (readonly [string, string, string])[] = [
  [
    "baseline",
    "Baseline",
    "What a window is compared with: the rows that the model was trained on, or days that were served. A verdict names its baseline by the hash of its content.",
  ],
  ["window", "Window", "An hour, day or week of requests, judged as one once it has ended and late rows have had their time."],
  [
    "coverage",
    "Coverage",
    "Share of the requests served in a window whose rows are at hand to judge it by. Under the least that is configured (minCoverage) the verdict is “can’t tell”.",
  ],
  ["unchanged", "Unchanged", "No change was found, and one that matters would have shown."],
  [
    "cantTell",
    "Can’t tell",
    "Too little is at hand, or only a change beyond what matters (two standard deviations, half of the rows), or one that cannot be, would have shown.",
  ],
  ["changed", "Changed", "Beyond the threshold, and by enough to matter (minEffect), or small but lasting for three windows."],
  [
    "threshold",
    "Threshold",
    "What the statistic had to reach so that an unchanged model raises at most the configured number of false alarms a month (falseAlarmsPerMonth, shared among all checks by Holm’s rule).",
  ],
  ["p", "p-value", "How likely a statistic at least as large is when nothing changed. Not how likely it is that something did."],
  ["interval", "95 % interval", "Made so that 95 of 100 such intervals hold the true size of the change."],
  [
    "wasserstein",
    "Wasserstein distance",
    "How far values had to move, on average, to turn one distribution into the other, in standard deviations of the baseline. 0 and upward.",
  ],
  ["kolmogorov-smirnov", "Kolmogorov–Smirnov distance", "The largest difference between both cumulative shares. 0 to 1."],
  ["total-variation", "Total variation distance", "Share of rows that would have to change category to turn one mix into the other. 0 to 1."],
  ["missing", "Missing", "Share of rows in which the column was sent as missing, or not sent."],
  ["levels", "New levels", "Share of rows in categories that the baseline never had, or in those that vanished."],
  ["range", "Out of range", "Share of rows beyond the smallest and largest value of the baseline."],
  ["repeats", "Repeated value", "Share of rows with one value, where it rose far over what the baseline’s windows have."],
  [
    "calibrationGap",
    "Calibration gap",
    "Share of rows that turned out positive minus the share that the model predicted, in points of percent. 0 for a model that is right on the whole.",
  ],
  [
    "accuracy",
    "Accuracy",
    "Share of labelled rows that the model got right. Precision: of those it called positive, the share that were. Recall: of those that were positive, the share it found. F1: the harmonic mean of both.",
  ],
  ["rocAuc", "ROC AUC", "How likely a positive row is scored above a negative one. 0.5 is chance, 1 is perfect."],
  ["logLoss", "Log loss", "Mean surprise of the labels under the predicted probabilities, in nats. Smaller is better."],
  ["brier", "Brier score", "Mean squared difference of predicted probability and outcome. Smaller is better."],
  ["percentile", "95th percentile", "The latency that 95 of 100 answered requests stay under."],
  ["failed", "Failed request", "Answered with an error, or not at all, by whoever’s fault; clients that hung up are counted apart."],
  ["injected", "Injected", "Put in on purpose, as a drill; said by an annotation."],
];

/** What the words of the pages mean. */
export function glossaryPage(): Markup {
  return layout({
    title: "Glossary – Tidemark",
    links: [{ href: "/", text: "All models" }],
    body: html`<h1>What the words mean.</h1>
      <dl class="glossary">
        ${WORDS.map(
          ([key, word, definition]) =>
            html`<div id="${key}">
              <dt>${word}</dt>
              <dd>${definition}</dd>
            </div>`,
        )}
      </dl>`,
  });
}

/** Whether the glossary defines a key. */
export function isDefined(key: string): boolean {
  return WORDS.some(([known]) => known === key);
}
