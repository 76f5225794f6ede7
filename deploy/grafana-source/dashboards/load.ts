import { board } from "../board.ts";
import { PLAIN, series } from "../panels.ts";

/** How much is asked, how long answers take, what the nodes have left. */
export const load = board({
  name: "load",
  title: "load",
  description: "Requests, latencies and where their time goes, by model; processors, memory and event loops by node.",
  panels: [
    series({
      title: "Latency",
      description: "Half, 95 and 99 of a hundred answered requests took no longer.",
      query: "load/latency",
      unit: "ms",
      steps: PLAIN,
      by: ["model", "value"],
    }),
    series({
      title: "Requests and rows a second",
      description: "A request may carry many rows to score.",
      query: "load/requests",
      unit: "cps",
      steps: PLAIN,
      by: ["model", "value"],
    }),
    series({
      title: "Where the time goes",
      description: "Means over answered requests; queue and compute are 0 where the model server does not tell them.",
      query: "load/where",
      unit: "ms",
      steps: PLAIN,
      by: ["model", "value"],
    }),
    series({
      title: "In flight",
      description: "The most requests at once that a request of the interval met.",
      query: "load/in-flight",
      unit: "short",
      steps: PLAIN,
      by: ["model"],
    }),
    series({
      title: "Bytes a second",
      description: "Bodies of requests received, and of answers sent.",
      query: "load/size",
      unit: "binBps",
      steps: PLAIN,
      by: ["model", "value"],
    }),
    series({
      title: "Nodes: processor",
      description: "Of one core, by process; nodes serve every model.",
      query: "load/processor",
      unit: "percentunit",
      steps: [
        [null, "text"],
        [0.9, "orange"],
      ],
      by: ["node", "role"],
    }),
    series({
      title: "Nodes: memory",
      description: "Resident, the most of each interval.",
      query: "load/memory",
      unit: "bytes",
      steps: PLAIN,
      by: ["node", "role"],
    }),
    series({
      title: "Nodes: event loop",
      description: "99 of a hundred delays were no longer, between two samples. Over 100 ms requests wait for the processor.",
      query: "load/event-loop",
      unit: "ms",
      steps: [
        [null, "text"],
        [100, "orange"],
      ],
      by: ["node", "role"],
    }),
  ],
});
