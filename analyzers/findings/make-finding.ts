import type { Monitored, Window } from "../monitoring/analyzer.ts";
import type { AnalyzerName, Finding } from "./finding.ts";
import { findingId } from "./finding-id.ts";

/** What an analyzer decides; the rest of a finding follows from what was judged, and when. */
export type Judgement = Omit<Finding, "findingId" | "revision" | "analyzer" | "model" | "version" | "windowStart" | "windowEnd" | "judgedTime">;

/** A finding of revision 0 (the runner raises it when a window is judged again). `now` is event time, epoch milliseconds. */
export function makeFinding(analyzer: AnalyzerName, monitored: Monitored, window: Window, now: number, judgement: Judgement): Finding {
  const { model } = monitored.config;
  const { version } = monitored.schema;
  const key = { model, version, analyzer, subject: judgement.subject, windowStart: window.start, windowEnd: window.end };
  return { ...judgement, ...key, findingId: findingId(key), revision: 0, judgedTime: now };
}
