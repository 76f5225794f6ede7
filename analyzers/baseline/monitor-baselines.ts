import type { Store } from "../../collector/clickhouse/store.ts";
import type { FieldRules } from "../../collector/events/privacy/field-rules.ts";
import { keyAt, type PrivacyKey, type PrivacyKeys } from "../../collector/events/privacy/privacy-keys.ts";
import { TidemarkError } from "../../errors.ts";
import type { Window } from "../windows/window.ts";
import type { Baseline } from "./baseline.ts";
import type { BaselineConfig, MovingBaseline } from "./baseline-config.ts";
import { findBaseline, loadBaseline, saveBaseline } from "./baselines.ts";
import { buildBaseline } from "./build-baseline.ts";
import { buildRange } from "./build-range.ts";
import { emptyBaseline, movingBaselines, shortfall, type BaselineUse } from "./moving-baselines.ts";
import { loadPins, pinAt } from "./pins.ts";

/** The baselines of one monitor over time. */
export interface MonitorBaselines {
  /** What the monitor starts with; of a moving baseline one without rows. */
  readonly initial: Baseline;
  /** The baseline of each window, in their order: the one pinned under the monitor's name, else what the configuration says. Kept in the store under its id. */
  forWindows(windows: readonly Window[]): Promise<readonly Baseline[]>;
  /** Runs of adjacent windows for which the same pin holds, or none, in their order. */
  pinnedRuns(windows: readonly Window[]): Promise<readonly (readonly Window[])[]>;
  /** Why a baseline that `forWindows` gave says too little to compare with; null when it says enough. */
  shortfall(baseline: Baseline): string | null;
}

export interface MonitorBaselinesOptions {
  /** Absolute path of the configured file. */
  readonly pathOf: (file: string) => string;
  /** A database on this machine that reads files; default the store. */
  readonly files?: () => Promise<Store>;
  /** What of a file's values may be kept; default: all, as they are. */
  readonly privacy?: { readonly rules: FieldRules; readonly keys: PrivacyKeys };
  /** Epoch milliseconds: when baselines are said to be made. */
  readonly now: () => number;
}

/** Makes or finds the baseline that a monitor is configured with (`source`), and keeps it. @throws TidemarkError `input` or `notFound` when there is nothing to make it from. */
export async function openMonitorBaselines(
  store: Store,
  source: BaselineConfig,
  use: BaselineUse,
  options: MonitorBaselinesOptions,
): Promise<MonitorBaselines> {
  const model = use.schema.name;
  const configured =
    source.kind === "trailing" || source.kind === "sameHours" ? followed(store, use, source, options.now) : await fixedBaselines(store, use, source, options);
  const pinned = new Map<string, Baseline>();
  const pinnedBaseline = async (id: string): Promise<Baseline> => {
    const baseline = pinned.get(id) ?? (await loadBaseline(store, { model, id }));
    if (baseline === null) throw notThere(model, `baseline ${id}, which is pinned as "${source.name}", is not in the store; pin another`);
    pinned.set(id, baseline);
    return baseline;
  };
  const runsOf = async (windows: readonly Window[]) => {
    const pins = await loadPins(store, model);
    return pinnedRuns(windows, ({ end }) => pinAt(pins, source.name, end)?.baselineId);
  };
  return {
    initial: configured.initial,
    async forWindows(windows) {
      const runs = await runsOf(windows);
      const found = await Promise.all(
        runs.map(async ({ id, windows: own }) => {
          if (id === undefined) return configured.forWindows(own);
          const baseline = await pinnedBaseline(id);
          return own.map(() => baseline);
        }),
      );
      return found.flat();
    },
    pinnedRuns: async (windows) => (await runsOf(windows)).map((run) => run.windows),
    shortfall: (baseline) => (pinned.has(baseline.id) ? null : configured.shortfall(baseline)),
  };
}

/** Adjacent windows with the same pinned baseline, by its id; undefined: what the configuration says. */
function pinnedRuns(
  windows: readonly Window[],
  idFor: (window: Window) => string | undefined,
): readonly { readonly id: string | undefined; readonly windows: readonly Window[] }[] {
  const runs: { id: string | undefined; windows: Window[] }[] = [];
  for (const window of windows) {
    const id = idFor(window);
    const last = runs.at(-1);
    if (last !== undefined && last.id === id) last.windows.push(window);
    else runs.push({ id, windows: [window] });
  }
  return runs;
}

/** What the configuration says, before any pin. */
type Configured = Omit<MonitorBaselines, "pinnedRuns">;

function followed(store: Store, use: BaselineUse, source: MovingBaseline, now: () => number): Configured {
  return { initial: emptyBaseline(use, source), forWindows: movingBaselines(store, use, source, now), shortfall: (baseline) => shortfall(source, baseline) };
}

/** One baseline; of a file with columns that are hashed one a key, each for the windows of its key. */
async function fixedBaselines(
  store: Store,
  use: BaselineUse,
  source: Exclude<BaselineConfig, MovingBaseline>,
  options: MonitorBaselinesOptions,
): Promise<Configured> {
  const { rules, keys = [] } = options.privacy ?? {};
  const hashes = source.kind === "file" && use.schema.features.some(({ name }) => rules?.ofField(name)?.action === "hash");
  const now = hashes ? keyAt(keys, options.now()) : undefined;
  const initial = await fixedBaseline(store, use, source, { ...options, key: now });
  const byKey = new Map([[now, initial]]);
  for (const key of hashes ? keys : []) if (key !== now) byKey.set(key, await fixedBaseline(store, use, source, { ...options, key }));
  const at = (time: number): Baseline => byKey.get(keyAt(keys, time)) ?? initial;
  return { initial, forWindows: (windows) => Promise.resolve(windows.map(({ start }) => at(start))), shortfall: () => null };
}

async function fixedBaseline(
  store: Store,
  { schema, timeZone, window }: BaselineUse,
  source: Exclude<BaselineConfig, MovingBaseline>,
  { pathOf, files, now, privacy, key }: MonitorBaselinesOptions & { readonly key: PrivacyKey | undefined },
): Promise<Baseline> {
  const common = { name: source.name, exclude: source.exclude, schema, timeZone, window };
  if (source.kind === "saved") {
    const found = await findBaseline(store, schema.name, source.name);
    if (found === null)
      throw notThere(schema.name, `there is no saved baseline "${source.name}"; tidemark baseline list shows those that are, tidemark baseline make makes one`);
    return found;
  }
  const baseline =
    source.kind === "range"
      ? await buildRange(store, { ...common, from: source.from, to: source.to }, now())
      : await buildBaseline(store, {
          ...common,
          path: pathOf(source.file),
          label: source.label,
          time: source.time,
          ...(source.declared === undefined ? {} : { declared: source.declared }),
          kept: privacy && { rules: privacy.rules, key },
          ...(files === undefined ? {} : { files }),
        });
  await saveBaseline(store, baseline, now());
  return baseline;
}

function notThere(model: string, what: string): TidemarkError {
  return new TidemarkError("notFound", `watching ${model}: ${what}`);
}
