import type { Store } from "../../collector/clickhouse/store.ts";
import { sql } from "./sql.ts";

/** What the store knows of a model. */
export interface ModelTraffic {
  readonly model: string;
  /** Event time of its newest request or finding, epoch milliseconds. */
  readonly latest: number;
  readonly requests: number;
  readonly rows: number;
}

/** Every model that has sent requests or was judged. */
export function queryModels(store: Store): Promise<ModelTraffic[]> {
  return store.query<ModelTraffic>(sql("models"));
}
