import type { Store } from "../../collector/clickhouse/store.ts";
import { CHUNK_WINDOWS } from "../windows/chunk-windows.ts";
import { isBad } from "../findings/episodes.ts";
import type { Finding } from "../findings/finding.ts";
import type { HistoryPart } from "./plan-history.ts";

/**
 * Judges the windows of one analyzer and model as a live run would have, and writes nothing: each as it stood when it was due, which is also its findings' judged time.
 * Rows that came late count as if they had been in time. Findings are slim: without inputs, and without evidence where they alert nobody.
 * @param onJudged told how many more windows are done
 */
export async function judgeHistory(store: Store, { of, analyzer, windows }: HistoryPart, onJudged: (windows: number) => void): Promise<readonly Finding[]> {
  const { window, delayMs } = analyzer.schedule(of.config);
  const findings: Finding[] = [];
  for (let start = 0; start < windows.length; start += CHUNK_WINDOWS[window]) {
    const chunk = windows.slice(start, start + CHUNK_WINDOWS[window]);
    // What live analyzers wrote down, under another configuration perhaps, is not this history's.
    const judged = await analyzer.judge(of, chunk, store, (chunk.at(-1)?.end ?? 0) + delayMs, { before: findings });
    for (const finding of judged) findings.push({ ...slim(finding), judgedTime: finding.windowEnd + delayMs });
    onJudged(chunk.length);
  }
  return findings;
}

/** A year of a thousand columns has to fit in memory. */
function slim(finding: Finding): Finding {
  return { ...finding, inputs: {}, evidence: isBad(finding) ? finding.evidence : { checks: [] } };
}
