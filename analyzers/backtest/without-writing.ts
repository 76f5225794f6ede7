import type { Store } from "../../collector/clickhouse/store.ts";

/** A store that can only be read: what is inserted through it is forgotten, and it does not end the one behind it. */
export function withoutWriting(store: Store): Store {
  return { ...store, command: () => Promise.resolve(), insert: () => Promise.resolve(), [Symbol.asyncDispose]: () => Promise.resolve() };
}
