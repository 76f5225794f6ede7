import type { Store } from "../../collector/clickhouse/store.ts";
import { TidemarkError } from "../../errors.ts";

/** The same store for our own SQL: what it finds wrong with a query is our fault, not the caller's. */
export function ownQueries(store: Store): Store {
  return {
    query: (sql, parameters) => store.query<never>(sql, parameters).catch(asOurs),
    read: (sql, parameters) => store.read(sql, parameters).catch(asOurs),
    command: (sql, parameters) => store.command(sql, parameters).catch(asOurs),
    insert: (table, rows, options) => store.insert(table, rows, options).catch(asOurs),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

function asOurs(error: unknown): never {
  throw error instanceof TidemarkError && error.code === "input" ? new TidemarkError("internal", error.message, { cause: error }) : error;
}
