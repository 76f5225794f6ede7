import type { Clock } from "../../collector/clock.ts";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Analyzer, Monitored } from "./analyzer.ts";
import type { Window } from "../windows/window.ts";
import type { Finding } from "../findings/finding.ts";
import { asRevisionOf } from "../findings/earlier-verdicts.ts";
import { loadFindings, saveFindings } from "../findings/findings.ts";
import { firstTraffic, lastJudgedEnd, markJudged } from "./judged-windows.ts";
import { LateWindows } from "./late-windows.ts";
import { type LabelledModel, windowContents } from "./window-contents.ts";
import { windowsBetween } from "../windows/window.ts";

/** Windows judged in one go, so that a long pause is caught up in few queries and little memory. */
const CHUNK_WINDOWS = 64;

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
 * Findings are written first, then the window is marked with what it had; an interrupted window is judged again and its findings replace themselves. Windows that have more now than when
 * they were judged (requests, rows, books; labels for decay), as far back as `lateHorizon`, are judged again every round, as the next revision.
 */
export function createRunner({ store, monitored, analyzers, clock }: RunnerOptions): Runner {
  const lateWindows = new LateWindows(store);

  async function judge(of: Monitored, analyzer: Analyzer, windows: readonly Window[], now: number, late: boolean): Promise<void> {
    const { model } = of.config;
    const { delayMs } = analyzer.schedule(of.config);
    const contents = await windowContents(store, labelledModel(of), analyzer.name, windows);
    const findings = await analyzer.judge(of, windows, store, now, late ? { labelsUntil: now } : {});
    const dated = late
      ? await asNextRevision(of, analyzer, windows, findings)
      : findings.map((finding) => ({ ...finding, judgedTime: Math.min(now, finding.windowEnd + delayMs) }));
    await saveFindings(store, dated);
    const judged = windows.map((window) => ({ ...window, ...contents(window.start) }));
    await markJudged(store, model, analyzer.name, judged, now);
    lateWindows.judged(model, analyzer.name, judged);
  }

  async function judgeAll(of: Monitored, analyzer: Analyzer, windows: readonly Window[], now: number, late: boolean): Promise<number> {
    for (let start = 0; start < windows.length; start += CHUNK_WINDOWS) await judge(of, analyzer, windows.slice(start, start + CHUNK_WINDOWS), now, late);
    return windows.length;
  }

  async function judgeDue(of: Monitored, analyzer: Analyzer, now: number): Promise<number> {
    const { model, timeZone } = of.config;
    const { window, delayMs } = analyzer.schedule(of.config);
    const from = (await lastJudgedEnd(store, model, analyzer.name)) ?? (await firstTraffic(store, model));
    return from === null ? 0 : judgeAll(of, analyzer, windowsBetween(from, now - delayMs, window, timeZone), now, false);
  }

  async function judgeLate(of: Monitored, analyzer: Analyzer, now: number): Promise<number> {
    const { lateHorizon, allowedLateness, timeZone } = of.config;
    const { window: length, delayMs } = analyzer.schedule(of.config);
    // What is judged only once labels are in is looked at for so much longer.
    const since = now - lateHorizon - Math.max(0, delayMs - allowedLateness);
    const { runs, before } = await lateWindows.look(labelledModel(of), analyzer.name, since);
    let judged = 0;
    for (const run of runs) judged += await judgeAll(of, analyzer, run, now, true);
    if (before === null) return judged;
    // Traffic that came late may begin before the first window that was judged.
    const earlier = windowsBetween(since, before, length, timeZone).filter(({ start }) => start >= since);
    const contents = await windowContents(store, labelledModel(of), "drift", earlier);
    const first = earlier.findIndex(({ start }) => contents(start).seen > 0);
    return first < 0 ? judged : judged + (await judgeAll(of, analyzer, earlier.slice(first), now, false));
  }

  async function asNextRevision(of: Monitored, analyzer: Analyzer, windows: readonly Window[], findings: readonly Finding[]): Promise<readonly Finding[]> {
    const range = { from: windows[0]?.start ?? 0, to: windows.at(-1)?.end ?? 0 };
    const earlier = await loadFindings(store, { model: of.config.model, analyzer: analyzer.name, ...range });
    const before = new Map(earlier.map((finding) => [finding.findingId, finding]));
    return findings.map((finding) => {
      const last = before.get(finding.findingId);
      return last === undefined ? finding : asRevisionOf(finding, last);
    });
  }

  return {
    async runUntilCaughtUp() {
      let windows = 0;
      // One moment for all: whoever reads the findings in the order of their times has all of an earlier time before any of a later one.
      const now = clock.now();
      for (const of of monitored)
        for (const analyzer of analyzers) {
          // What came late first: windows that are due look back on those.
          windows += await judgeLate(of, analyzer, now);
          windows += await judgeDue(of, analyzer, now);
        }
      return windows;
    },
  };
}

function labelledModel({ config, schema }: Monitored): LabelledModel {
  return { name: config.model, labels: schema.labels };
}
