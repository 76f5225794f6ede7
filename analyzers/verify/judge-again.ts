import type { Store } from "../../collector/clickhouse/store.ts";
import type { Analyzer } from "../monitoring/analyzer.ts";
import type { Window } from "../windows/window.ts";
import type { Baseline } from "../baseline/baseline.ts";
import { withoutVerdict } from "../monitoring/with-baselines.ts";
import { CHUNK_WINDOWS } from "../windows/chunk-windows.ts";
import type { Finding } from "../findings/finding.ts";
import { rebuildMonitored } from "./rebuild-monitored.ts";
import type { RecordedInputs } from "./recorded-inputs.ts";

/** Findings of one analyzer, model and version that recorded the same parameters and baseline. */
export interface Group {
  readonly analyzer: Analyzer;
  readonly inputs: RecordedInputs;
  readonly baseline: Baseline;
  readonly findings: readonly Finding[];
}

/** Judges the windows of a group again, from what its findings recorded; by finding id. */
export async function judgeAgain(store: Store, { analyzer, inputs, baseline, findings }: Group): Promise<ReadonlyMap<string, Finding>> {
  const [first] = findings;
  if (first === undefined) return new Map();
  const monitored = rebuildMonitored(first, inputs, baseline);
  const { window, delayMs } = analyzer.schedule(monitored.config);
  const waitMs = inputs.labelsUntil === undefined ? delayMs : inputs.labelsUntil - first.windowEnd;
  const inTime = waitMs === delayMs;
  const again: Finding[] = [];
  // A window judged before it was due, or again later, knew other labels than others in its run would.
  for (const windows of adjacentRuns(findings, inTime ? CHUNK_WINDOWS[window] : 1)) {
    const due = (windows.at(-1)?.end ?? 0) + waitMs;
    again.push(...(await analyzer.judge(monitored, windows, store, due, inTime ? {} : { labelsUntil: due })));
  }
  const { shortfall } = inputs;
  return new Map(again.map((finding) => [finding.findingId, shortfall === undefined ? finding : withoutVerdict(finding, shortfall)]));
}

/** The windows of some findings, each once, oldest first, in runs without a gap. */
function adjacentRuns(findings: readonly Finding[], longest: number): readonly (readonly Window[])[] {
  const windows = new Map(findings.map(({ windowStart: start, windowEnd: end }) => [start, { start, end }]));
  const runs: Window[][] = [];
  for (const window of [...windows.values()].sort((a, b) => a.start - b.start)) {
    const run = runs.at(-1);
    if (run !== undefined && run.length < longest && run.at(-1)?.end === window.start) run.push(window);
    else runs.push([window]);
  }
  return runs;
}
