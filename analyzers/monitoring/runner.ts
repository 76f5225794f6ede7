import type { Clock } from "../../collector/clock.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Analyzer, Monitored } from "./analyzer.ts";
import type { Window } from "../windows/window.ts";
import type { Finding } from "../findings/finding.ts";
import { loadFindings, saveFindings } from "../findings/findings.ts";
import { firstTraffic, lastJudgedEnd, markJudged, windowsWithLateRows } from "./judged-windows.ts";
import { WINDOW_MS, windowsBetween } from "../windows/window.ts";

/** Windows judged in one go, so that a long pause is caught up in few queries and little memory. */
const CHUNK_WINDOWS = 64;
/** How far back late rows are looked for. */
const LATE_HORIZON_MS = 14 * 86_400_000;

export interface RunnerOptions {
  readonly store: Store;
  readonly monitored: readonly Monitored[];
  readonly analyzers: readonly Analyzer[];
  readonly clock: Clock;
}

export interface Runner {
  /** Judges every window that is due by the clock, of every model and analyzer, and those that rows came late for. Resolves to the number of windows judged; rejects when the store does, and can be called again. */
  runUntilCaughtUp(): Promise<number>;
}

/**
 * Judges windows as they fall due: the first is the one that holds a model's first request, the next follows the last judged (table `judged_windows`, so a restart goes on where it was).
 * A finding's judged time is when its window was due, so that a replay or a late start tells the times that an unbroken run would have told.
 * Findings are written first, then the window is marked; an interrupted window is judged again and its findings replace themselves. Rows received after their window was judged
 * (looked for in the last 14 days, once a window length, at the first turn after) have it judged again, as the next revision.
 */
export function createRunner({ store, monitored, analyzers, clock }: RunnerOptions): Runner {
  const lastLook = new Map<string, number>();

  async function judge(of: Monitored, analyzer: Analyzer, windows: readonly Window[], now: number): Promise<void> {
    const { delayMs } = analyzer.schedule(of.config);
    const findings = await analyzer.judge(of, windows, store, now);
    await saveFindings(
      store,
      findings.map((finding) => ({ ...finding, judgedTime: Math.min(now, finding.windowEnd + delayMs) })),
    );
    await markJudged(store, of.config.model, analyzer.name, windows, now);
  }

  async function judgeDue(of: Monitored, analyzer: Analyzer, now: number): Promise<number> {
    const { model, timeZone } = of.config;
    const { window, delayMs } = analyzer.schedule(of.config);
    const from = (await lastJudgedEnd(store, model, analyzer.name)) ?? (await firstTraffic(store, model));
    if (from === null) return 0;
    const due = windowsBetween(from, now - delayMs, window, timeZone);
    for (let start = 0; start < due.length; start += CHUNK_WINDOWS) await judge(of, analyzer, due.slice(start, start + CHUNK_WINDOWS), now);
    return due.length;
  }

  async function judgeLate(of: Monitored, analyzer: Analyzer, now: number): Promise<number> {
    const { model } = of.config;
    const key = JSON.stringify([model, analyzer.name]);
    if (now - (lastLook.get(key) ?? -Infinity) < WINDOW_MS[analyzer.schedule(of.config).window]) return 0;
    const late = await windowsWithLateRows(store, model, analyzer.name, now - LATE_HORIZON_MS, now);
    for (const window of late) {
      const findings = await analyzer.judge(of, [window], store, now);
      await saveFindings(store, await asNextRevision(of, analyzer, window, findings));
      await markJudged(store, model, analyzer.name, [window], now);
    }
    lastLook.set(key, now);
    return late.length;
  }

  async function asNextRevision(of: Monitored, analyzer: Analyzer, window: Window, findings: readonly Finding[]): Promise<readonly Finding[]> {
    const earlier = await loadFindings(store, { model: of.config.model, analyzer: analyzer.name, from: window.start, to: window.end });
    const revisions = new Map(earlier.map((finding) => [finding.findingId, finding.revision]));
    return findings.map((finding) => ({ ...finding, revision: (revisions.get(finding.findingId) ?? -1) + 1 }));
  }

  return {
    async runUntilCaughtUp() {
      let windows = 0;
      // One moment for all: whoever reads the findings in the order of their times has all of an earlier time before any of a later one.
      const now = clock.now();
      for (const of of monitored)
        for (const analyzer of analyzers) {
          windows += await judgeDue(of, analyzer, now);
          windows += await judgeLate(of, analyzer, now);
        }
      return windows;
    },
  };
}
