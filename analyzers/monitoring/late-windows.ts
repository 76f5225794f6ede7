import type { Store } from "../../collector/clickhouse/store.ts";
import type { AnalyzerName } from "../findings/finding.ts";
import { type JudgedWindow, judgedWindows } from "./judged-windows.ts";
import { type LabelledModel, labelsOf, windowContents, type WindowContents } from "./window-contents.ts";

/** A look that took longer, milliseconds … */
const COSTLY_MS = 5000;
/** … is followed by a pause of so many times its length, so that looking never takes over a tenth of the time. */
const PAUSE = 10;

interface Known {
  /** Judged windows by start, as the store has them. */
  readonly judged: Map<number, JudgedWindow>;
  /** Labels of the model, all of them accounted for; null where they are to be counted again. */
  labels: number | null;
  /** Wall time of the next look, milliseconds of `performance.now()`. */
  nextAt: number;
}

/** What came late, of one analyzer and model. */
export interface Late {
  /** Judged windows that have more now than when they were judged, in runs without a gap, oldest first. */
  readonly runs: readonly (readonly JudgedWindow[])[];
  /** Start of the first judged window, where there is traffic before it; null elsewhere. Epoch milliseconds. */
  readonly before: number | null;
}

const NOTHING: Late = { runs: [], before: null };

/** Finds windows that rows or labels came for since they were judged. What was judged is read from the store once and then kept; a look costs one query of the rollups, for decay one or two of labels. */
export class LateWindows {
  readonly #known = new Map<string, Known>();
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Looks at what starts at `from` or later. Nothing while a costly look is paid off. */
  async look(told: LabelledModel, analyzer: AnalyzerName, from: number): Promise<Late> {
    const model = told.name;
    const known = await this.#knownOf(model, analyzer, from);
    const started = performance.now();
    if (started < known.nextAt) return NOTHING;
    for (const start of known.judged.keys()) if (start < from) known.judged.delete(start);
    const judged = [...known.judged.values()].sort((a, b) => a.start - b.start);
    const [first] = judged;
    if (first === undefined) return NOTHING;
    const labels = analyzer === "decay" ? await labelsOf(this.#store, model) : 0;
    // The labels of each window are counted only when the model has more of them than at the last look.
    const counted = known.labels === labels ? "drift" : analyzer;
    const contents = await windowContents(this.#store, told, counted, [{ start: Math.min(from, first.start), end: first.start }, ...judged]);
    const touched = judged.filter((window) => hasMore(window, contents(window.start)));
    // Should judging them break off, the next look finds them again.
    known.labels = touched.length === 0 ? labels : null;
    const took = performance.now() - started;
    known.nextAt = took > COSTLY_MS ? started + (1 + PAUSE) * took : 0;
    const before = from < first.start && contents(from).seen > 0 ? first.start : null;
    return { runs: runsOf(touched), before };
  }

  /** Takes note of windows that were judged and marked. */
  judged(model: string, analyzer: AnalyzerName, windows: readonly JudgedWindow[]): void {
    const known = this.#known.get(JSON.stringify([model, analyzer]));
    for (const window of windows) known?.judged.set(window.start, window);
  }

  async #knownOf(model: string, analyzer: AnalyzerName, from: number): Promise<Known> {
    const key = JSON.stringify([model, analyzer]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const judged = await judgedWindows(this.#store, model, analyzer, from);
    const read: Known = { judged: new Map(judged.map((window) => [window.start, window])), labels: null, nextAt: 0 };
    this.#known.set(key, read);
    return read;
  }
}

function hasMore(judged: JudgedWindow, now: WindowContents): boolean {
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
