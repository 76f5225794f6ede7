import type { Analyzer } from "./analyzer.ts";
import type { Window } from "../windows/window.ts";
import type { Finding } from "../findings/finding.ts";
import type { Baseline } from "../baseline/baseline.ts";
import type { MonitorBaselines } from "../baseline/monitor-baselines.ts";

/**
 * An analyzer that judges each window against its own baseline. Drift compares with it and is asked once for each run of windows that share one; the others learn from what came before a window,
 * and are asked once for each pin, with the last window's. Where a moving baseline has too few days, drift says noData, and why. Models without an entry keep the baseline that they have.
 */
export function withBaselines(analyzer: Analyzer, baselines: ReadonlyMap<string, MonitorBaselines>): Analyzer {
  return {
    ...analyzer,
    async judge(monitored, windows, store, now, asked) {
      const own = baselines.get(monitored.config.model);
      if (own === undefined || windows.length === 0) return analyzer.judge(monitored, windows, store, now, asked);
      if (analyzer.name !== "drift") {
        const judged: Finding[] = [];
        for (const run of await own.pinnedRuns(windows)) {
          const [baseline = own.initial] = await own.forWindows(run.slice(-1));
          judged.push(...(await analyzer.judge({ ...monitored, baseline }, run, store, now, asked)));
        }
        return judged;
      }
      const findings: Finding[] = [];
      for (const run of runsOf(windows, await own.forWindows(windows))) {
        const judged = await analyzer.judge({ ...monitored, baseline: run.baseline }, run.windows, store, now, asked);
        const reason = own.shortfall(run.baseline);
        findings.push(...(reason === null ? judged : judged.map((finding) => withoutVerdict(finding, reason))));
      }
      return findings;
    },
  };
}

/** Adjacent windows that share a baseline. */
function runsOf(windows: readonly Window[], baselines: readonly Baseline[]): readonly { readonly baseline: Baseline; readonly windows: readonly Window[] }[] {
  const runs: { baseline: Baseline; windows: Window[] }[] = [];
  for (const [index, window] of windows.entries()) {
    const baseline = baselines[index];
    if (baseline === undefined) continue;
    const last = runs.at(-1);
    if (last?.baseline.id === baseline.id) last.windows.push(window);
    else runs.push({ baseline, windows: [window] });
  }
  return runs;
}

/** A finding whose baseline says too little, and why; its inputs keep the reason, so that it can be made again. */
export function withoutVerdict(finding: Finding, reason: string): Finding {
  const nothing = { statistic: null, pValue: null, threshold: null, effect: null, cause: null };
  const summary = `${finding.subject} cannot be judged: ${reason}.`;
  return { ...finding, ...nothing, verdict: "noData", material: false, severity: "none", summary, inputs: { ...finding.inputs, shortfall: reason } };
}
