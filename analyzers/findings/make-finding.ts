import type { Window } from "../windows/window.ts";
import type { AnalyzerName, Finding } from "./finding.ts";
import { findingId } from "./finding-id.ts";

/** What an analyzer decides; the rest of a finding follows from what was judged, and when. */
export type Judgement = Omit<Finding, "findingId" | "revision" | "analyzer" | "model" | "version" | "windowStart" | "windowEnd" | "judgedTime">;

/** The model and version that were judged. */
export interface JudgedModel {
  readonly config: { readonly model: string };
  readonly schema: { readonly version: string };
}

/** A finding of revision 0 (the runner raises it when a window is judged again). `now` is event time, epoch milliseconds. */
export function makeFinding(analyzer: AnalyzerName, judged: JudgedModel, window: Window, now: number, judgement: Judgement): Finding {
  const { model } = judged.config;
  const { version } = judged.schema;
  const key = { model, version, analyzer, subject: judgement.subject, windowStart: window.start, windowEnd: window.end };
  return { ...judgement, ...key, findingId: findingId(key), revision: 0, judgedTime: now };
}
