import { LRUCache } from "lru-cache";
import type { Store } from "../../collector/clickhouse/store.ts";
import type { Window } from "../windows/window.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import { WINDOW_MS, type WindowLength } from "../windows/window.ts";
import type { Baseline } from "./baseline.ts";
import { daysOf } from "./block-length.ts";
import type { MovingBaseline } from "./baseline-config.ts";
import { partsOf } from "./baseline-parts.ts";
import { baselineOfParts } from "./baseline-reference.ts";
import { saveReference } from "./baselines.ts";
import { withoutText } from "../windows/local-days.ts";
import { movingBlocks } from "./moving-blocks.ts";
import { storeLayout } from "./store-grids.ts";

/** Whom a baseline is made for, and the windows that are compared with it. */
export interface BaselineUse {
  readonly schema: ModelSchema;
  /** IANA name. */
  readonly timeZone: string;
  readonly window: WindowLength;
}

/** Baselines kept in memory; they share the parts they have in common. */
const REMEMBERED = 16;

/**
 * Baselines whose blocks move with the window. Each block is counted once and kept (`baseline_parts`); a window's baseline names its blocks by their hashes and is kept as that list, so every
 * finding's baseline can be loaded again, at the cost of one block's counts a day (an hour's, for the same hours) and a few kilobytes a baseline.
 * @param now epoch milliseconds, when asked
 */
export function movingBaselines(
  store: Store,
  use: BaselineUse,
  source: MovingBaseline,
  now: () => number,
): (windows: readonly Window[]) => Promise<readonly Baseline[]> {
  const remembered = new LRUCache<string, Baseline>({ max: REMEMBERED });
  const { schema, timeZone } = use;
  const about = aboutOf(use, source);
  return async (windows) => {
    const wanted = windows.map((window) => movingBlocks(source, window, use.window, timeZone));
    const made = new Map(wanted.map((blocks) => [keyOf(blocks), { blocks, baseline: remembered.get(keyOf(blocks)) }]));
    const missing = [...made.values()].filter(({ baseline }) => baseline === undefined);
    const union = new Map(missing.flatMap(({ blocks }) => blocks.map((block) => [block.start, block] as const)));
    const all = [...union.values()].sort((a, b) => a.start - b.start);
    const layout = missing.length === 0 ? [] : await storeLayout(store, schema, { start: all[0]?.start ?? 0, end: all.at(-1)?.end ?? 0 }, now());
    const parts = new Map((await partsOf(store, { model: schema.name, version: schema.version, layout }, all, now())).map((part) => [part.start, part]));
    for (const entry of missing) {
      const own = entry.blocks.flatMap((block) => parts.get(block.start) ?? []);
      entry.baseline = baselineOfParts(about, own, layout);
      await saveReference(store, entry.baseline, own, now());
      remembered.set(keyOf(entry.blocks), entry.baseline);
    }
    return wanted.flatMap((blocks) => made.get(keyOf(blocks))?.baseline ?? []);
  };
}

/** A moving baseline before its first window. */
export function emptyBaseline(use: BaselineUse, source: MovingBaseline): Baseline {
  return baselineOfParts(aboutOf(use, source), []);
}

/** Fewest days, or weeks, that say what is usual; those asked for where they are fewer. */
const FEWEST = { trailing: 7, sameHours: 2 } as const;

/** Why a moving baseline says too little to compare with; null when it says enough. */
export function shortfall(source: MovingBaseline, { blocks, timeZone }: Baseline): string | null {
  const [asked, word] = source.kind === "trailing" ? [source.days, "days"] : [source.weeks, "weeks"];
  const needed = Math.min(asked, FEWEST[source.kind]);
  const weeks = new Set(blocks.map((block) => Math.floor(block.start / WINDOW_MS["1w"]))).size;
  const present = source.kind === "trailing" ? daysOf(blocks, timeZone).length : weeks;
  return present < needed ? `${source.name} have rows on ${present} of ${needed} ${word} needed` : null;
}

function keyOf(blocks: readonly Window[]): string {
  return blocks.map((block) => block.start).join("/");
}

function aboutOf({ schema, timeZone }: BaselineUse, source: MovingBaseline) {
  return { name: source.name, model: schema.name, version: schema.version, source: sourceText(source), timeZone };
}

function sourceText(source: MovingBaseline): string {
  const what = source.kind === "trailing" ? `the ${source.days} days before each window` : `the same hours of the ${source.weeks} weeks before each window`;
  return `${what}${withoutText(source.exclude)}`;
}
