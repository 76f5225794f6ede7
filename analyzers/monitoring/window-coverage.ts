import { readFileSync } from "node:fs";
import type { QueryParameters, Store } from "../../collector/clickhouse/store.ts";
import type { Window } from "../windows/window.ts";
import { coverageOf, NO_BOOKS } from "./coverage.ts";
import type { Books } from "./coverage.ts";

const SQL = readFileSync(new URL("window-coverage.sql", import.meta.url), "utf8");

/** Parameters of a query over adjacent windows, at least one: `starts`, `from`, `to` in epoch seconds; a window's number in the result is 1, 2, …. */
export function windowParameters(windows: readonly Window[]): QueryParameters {
  const starts = windows.map((window) => window.start / 1000);
  return { starts, from: starts[0] ?? 0, to: (windows.at(-1)?.end ?? 0) / 1000 };
}

type BooksRow = Books & { readonly window: number; readonly stored: number };

/**
 * Share of each window's traffic that is at hand, 0–1: requests captured, and arrived (those sampled out leave their row in `requests`, too), of those served and not sampled out on purpose. A window of which the books know nothing (data
 * that were brought in without a sidecar) counts as fully covered.
 */
export async function windowCoverage(store: Store, model: string, windows: readonly Window[]): Promise<readonly number[]> {
  if (windows.length === 0) return [];
  const rows = await store.query<BooksRow>(SQL, { model, ...windowParameters(windows) });
  const byWindow = new Map(rows.map((row) => [row.window, { ...row, captured: Math.min(row.captured, Math.max(0, row.stored - row.sampledOut)) }]));
  return windows.map((_, index) => coverageOf(byWindow.get(index + 1) ?? NO_BOOKS));
}
