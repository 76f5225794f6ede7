import type { Store } from "../../collector/clickhouse/store.ts";
import type { AnalyzerName } from "../findings/finding.ts";
import { type JudgedWindow, judgedWindows } from "./judged-windows.ts";
import { labelsOf, windowContents } from "./window-contents.ts";

/** A look that took longer, milliseconds … */
const COSTLY_MS = 5000;
/** … is followed by a pause of so many times its length, so that looking never takes over a tenth of the time. */
const PAUSE = 10;

interface LastLook {
  /** Labels of the model, all of them accounted for; null where they are to be counted again. */
  readonly labels: number | null;
  /** Wall time, milliseconds of `performance.now()`. */
  readonly nextAt: number;
}

/** Finds windows that rows or labels came for since they were judged, and remembers what was looked at. */
export class LateWindows {
  readonly #looks = new Map<string, LastLook>();
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Judged windows that start at `from` or later and have more now than when they were judged, in runs without a gap, oldest first. None while a costly look is paid off. */
  async touched(model: string, analyzer: AnalyzerName, from: number): Promise<readonly (readonly JudgedWindow[])[]> {
    const key = JSON.stringify([model, analyzer]);
    const last = this.#looks.get(key);
    const started = performance.now();
    if (last !== undefined && started < last.nextAt) return [];
    const judged = await judgedWindows(this.#store, model, analyzer, from);
    const labels = analyzer === "decay" ? await labelsOf(this.#store, model) : 0;
    // The labels of each window are counted only when the model has more of them than at the last look.
    const contents = await windowContents(this.#store, model, last?.labels === labels ? "drift" : analyzer, judged);
    const touched = judged.filter((window) => hasMore(window, contents(window.start)));
    const took = performance.now() - started;
    // Should judging them break off, the next look finds them again.
    this.#looks.set(key, { labels: touched.length === 0 ? labels : null, nextAt: took > COSTLY_MS ? started + (1 + PAUSE) * took : 0 });
    return runsOf(touched);
  }
}

function hasMore(judged: JudgedWindow, now: { readonly seen: number; readonly labels: number }): boolean {
  return (judged.seen >= 0 && now.seen > judged.seen) || (judged.labels >= 0 && now.labels > judged.labels);
}

function runsOf(windows: readonly JudgedWindow[]): readonly (readonly JudgedWindow[])[] {
  const runs: JudgedWindow[][] = [];
  for (const window of windows) {
    const run = runs.at(-1);
    if (run?.at(-1)?.end === window.start) run.push(window);
    else runs.push([window]);
  }
  return runs;
}
