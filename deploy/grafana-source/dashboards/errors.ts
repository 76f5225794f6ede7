import { board } from "../board.ts";
import { PLAIN, series, type Steps, table } from "../panels.ts";

/** From one request in a hundred on it is looked at, from five on it hurts. */
export const FAILED: Steps = [
  [null, "text"],
  [0.01, "orange"],
  [0.05, "red"],
];

/** What fails, and whose fault it is. */
export const errors = board({
  name: "errors",
  title: "errors",
  description: "Failed requests by class, version and status, the newest of them, and what is judged of them.",
  panels: [
    series({
      title: "Share failed",
      description: "Of all requests, without those whose client hung up.",
      query: "errors/failed-share",
      unit: "percentunit",
      steps: FAILED,
      by: ["model"],
      max: 1,
    }),
    series({
      title: "Failed requests a second, by class",
      description:
        "network: the model server was not reached; overload: refused by a limit; badInput: the client's fault; badOutput: an answer that cannot be right; server: any other failure; clientClosed: the client hung up.",
      query: "errors/by-class",
      unit: "reqps",
      steps: PLAIN,
      by: ["model", "error_class"],
      stacked: true,
    }),
    table({
      title: "By version",
      description: "Requests of this period, and how many of them failed.",
      query: "errors/by-version",
      unit: "short",
      units: { failed_share: "percentunit" },
      steps: FAILED,
      coloured: "failed_share",
      width: 12,
    }),
    series({
      title: "Answers a second, by status",
      description: "HTTP statuses sent to clients; 0: none was sent.",
      query: "errors/by-status",
      unit: "reqps",
      steps: PLAIN,
      by: ["model", "status"],
      stacked: true,
    }),
    table({
      title: "Newest verdicts",
      description: "Of each class the newest window of this period, failing ones first.",
      query: "errors/verdicts",
      unit: "none",
      steps: PLAIN,
    }),
    table({ title: "Newest failed requests", description: "At most 100 of this period.", query: "errors/last", unit: "none", steps: PLAIN }),
  ],
});
