import { type BaselineEntry, listBaselines } from "../../../analyzers/baseline/list-baselines.ts";
import { loadPins, type Pin, pinAt } from "../../../analyzers/baseline/pins.ts";
import type { Store } from "../../../collector/clickhouse/store.ts";
import type { Config } from "../../../config/config.ts";
import { textTable } from "../text-table.ts";
import { shortId } from "./baseline-view.ts";

/** A saved baseline with what it stands for. */
export interface ListedBaseline extends BaselineEntry {
  /** Whether it is pinned, under its name or another. */
  readonly pinned: boolean;
  /** Whether the configuration's monitor of its model compares with it. */
  readonly used: boolean;
}

/** `tidemark baseline list`: of a moving baseline, which is made anew for every window, only the newest unless `all`. */
export async function baselineList(
  store: Store,
  config: Config,
  asked: { readonly model?: string | undefined; readonly all: boolean },
): Promise<readonly ListedBaseline[]> {
  const entries = await listBaselines(store, asked.model);
  return marked(entries, await loadPins(store, asked.model), config).filter((entry) => asked.all || !entry.moving || entry.pinned || isNewest(entry, entries));
}

/** For people. */
export function listText(entries: readonly ListedBaseline[]): string {
  if (entries.length === 0) return "No baseline is saved; tidemark baseline make makes one.\n";
  const rows = entries.map((entry) => [
    shortId(entry.id),
    entry.model,
    entry.name,
    new Date(entry.created).toISOString().slice(0, 16).replace("T", " "),
    entry.source,
    entry.rows,
    entry.days,
    [entry.pinned ? "pinned" : "", entry.used ? "used" : ""].filter((word) => word !== "").join(", "),
  ]);
  return textTable(["id", "model", "name", "made (UTC)", "source", "rows", "days", ""], rows);
}

/** For programs; times are ISO 8601. */
export function listJson(entries: readonly ListedBaseline[]): object {
  return { baselines: entries.map(({ created, ...entry }) => ({ ...entry, made: new Date(created).toISOString() })) };
}

function marked(entries: readonly BaselineEntry[], pins: readonly Pin[], config: Config): readonly ListedBaseline[] {
  return entries.map((entry) => {
    const current = (name: string): Pin | undefined => pinAt(ofModel(pins, entry.model), name, Infinity);
    const monitor = config.monitors.find(({ model }) => model === entry.model);
    const wanted = monitor?.baseline.name ?? "";
    const byId = monitor?.baseline.kind === "saved" && entry.name !== wanted && wanted.length >= 8 && entry.id.startsWith(wanted);
    const pin = current(wanted);
    const byName = pin === undefined ? entry.name === wanted && isNewest(entry, entries) : pin.baselineId === entry.id;
    const names = new Set(ofModel(pins, entry.model).map(({ name }) => name));
    return { ...entry, pinned: [...names].some((name) => current(name)?.baselineId === entry.id), used: byId || byName };
  });
}

function ofModel(pins: readonly Pin[], model: string): readonly Pin[] {
  return pins.filter((pin) => pin.model === model);
}

/** Entries come newest first. */
function isNewest(entry: BaselineEntry, entries: readonly BaselineEntry[]): boolean {
  return entries.find(({ model, name }) => model === entry.model && name === entry.name)?.id === entry.id;
}
