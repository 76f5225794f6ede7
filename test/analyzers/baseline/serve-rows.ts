import type { Store } from "../../../collector/clickhouse/store.ts";

/** A scored row as a test tells it; `at`: epoch milliseconds. A value left out is not sent. */
export interface ServedRow {
  readonly at: number;
  readonly numbers?: Readonly<Record<string, number>>;
  readonly categories?: Readonly<Record<string, string>>;
  readonly predictions?: Readonly<Record<string, number>>;
}

let served = 0;

/** Inserts rows as the collector would, so that the views roll them up; request ids are r1, r2, …, returned in order. */
export async function serveRows(store: Store, model: string, rows: readonly ServedRow[]): Promise<readonly string[]> {
  const ids = rows.map(() => `r${++served}`);
  await store.insert(
    "inferences",
    rows.map(({ at, numbers = {}, categories = {}, predictions = {} }, index) => ({
      event_time: at,
      received_time: at,
      model,
      version: "1",
      variant: "",
      request_id: ids[index],
      row_number: 0,
      feature_numbers: numbers,
      feature_categories: categories,
      feature_vectors: {},
      missing_features: [],
      prediction_numbers: predictions,
      prediction_categories: {},
    })),
  );
  return ids;
}
