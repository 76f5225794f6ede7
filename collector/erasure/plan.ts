import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { withKeyTexts } from "../clickhouse/key-texts-sql.ts";
import type { Store } from "../clickhouse/store.ts";
import type { RequestsOf } from "./subject.ts";

const ROLLUPS = readFileSync(new URL("rollups-of-rows.sql", import.meta.url), "utf8");
const VALUES = withKeyTexts(readFileSync(new URL("vanishing-values.sql", import.meta.url), "utf8"));

/** What rows put into one rollup. */
export interface RollupRow {
  readonly rollup: "scored_rows_1m" | "feature_missing_1m" | "feature_categories_1m" | "feature_buckets_1m";
  readonly minute: string;
  readonly version: string;
  readonly variant: string;
  readonly feature: string;
  readonly kind: string;
  readonly category: string;
  readonly grid: number;
  readonly bucket: number;
  readonly counted: number;
  readonly total: number;
}

/** What is to be erased of one model, as it was found; carried out as it stands, however often. Times in epoch milliseconds. */
export interface ErasurePlan extends RequestsOf {
  readonly id: string;
  readonly requestedTime: number;
  /** Only what was received by then. */
  readonly until: number;
  readonly from: number;
  readonly to: number;
  readonly requests: number;
  readonly rows: number;
  readonly labels: number;
  readonly rollups: readonly RollupRow[];
  /** Categories that only these rows have, and messages of their errors. */
  readonly values: readonly string[];
  /** Labels by key of which no other row has the key, as `toString(mapSort(keys))`. Plans of an older version name none. */
  readonly labelKeys?: readonly string[];
}

interface Found {
  readonly categories: readonly string[];
  readonly messages: readonly string[];
  readonly requests: number;
  readonly scored: number;
  readonly beside: number;
  readonly labels: number;
  readonly labelKeys: readonly string[];
  readonly span: readonly [number, number];
}

/** What there is of some requests. @param now epoch milliseconds */
export async function planErasure(store: Store, requests: RequestsOf, now: number): Promise<ErasurePlan> {
  const parameters = { ...requests, until: now };
  const [rollups, [found]] = await Promise.all([store.query<RollupRow>(ROLLUPS, parameters), store.query<Found>(VALUES, parameters)]);
  const { categories = [], messages = [], scored = 0, beside = 0, labels = 0, labelKeys = [], span: [from, to] = [0, 0] } = found ?? {};
  const id = createHash("sha256")
    .update(JSON.stringify([requests, now]))
    .digest("hex")
    .slice(0, 32);
  const counts = { requests: found?.requests ?? 0, rows: scored + beside, labels };
  return {
    ...requests,
    id,
    requestedTime: now,
    until: now,
    from,
    to,
    ...counts,
    rollups,
    labelKeys,
    values: [...categories, ...messages].filter((value) => value !== ""),
  };
}
