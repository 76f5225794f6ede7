import type { Store } from "../../collector/clickhouse/store.ts";
import { TidemarkError } from "../../errors.ts";

/** A store that may come later: until it has, everything asked of it is `unavailable`, with the reason. */
export interface LateStore extends Store {
  /** From here on it is this one. It stays its owner's to end. */
  come(store: Store): void;
  /** Why it is not there. */
  missing(why: string): void;
}

export function lateStore(): LateStore {
  let store: Store | undefined;
  let reason = "it is being opened";
  const there = async (): Promise<Store> => {
    if (store === undefined) throw new TidemarkError("unavailable", `asking ClickHouse: it is not there yet (${reason})`);
    return store;
  };
  return {
    come(opened) {
      store = opened;
    },
    missing(why) {
      reason = why;
    },
    query: async (sql, parameters, options) => (await there()).query(sql, parameters, options),
    read: async (sql, parameters, options) => (await there()).read(sql, parameters, options),
    command: async (sql, parameters) => (await there()).command(sql, parameters),
    insert: async (table, rows, options) => (await there()).insert(table, rows, options),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
