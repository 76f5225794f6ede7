import { AsyncLocalStorage } from "node:async_hooks";
import type { MiddlewareHandler } from "hono";
import type { QueryOptions, Store } from "../../collector/clickhouse/store.ts";
import { TidemarkError } from "../../errors.ts";

/** Why a query was given up. */
export type GivenUp = "clientLeft" | "late";

/** A store whose queries belong to the request that asks them, and what tells it which request that is. */
export interface OwnQueries {
  readonly store: Store;
  /** Goes before everything that asks the store. */
  readonly asRequest: MiddlewareHandler;
}

/**
 * The same store for our own SQL: what it finds wrong with a query is our fault, not the caller's. What a request reads ends with its client, and after a deadline for all of it; what it writes is written.
 * @param withinMs for all that one request reads
 */
export function ownQueries(store: Store, { withinMs, onGivenUp }: { readonly withinMs: number; readonly onGivenUp: (why: GivenUp) => void }): OwnQueries {
  const requests = new AsyncLocalStorage<AbortSignal>();
  const reading = async <T>(read: (options: QueryOptions) => Promise<T>): Promise<T> => {
    const signal = requests.getStore();
    return read({ signal }).catch((error: unknown) => {
      if (signal?.aborted) onGivenUp(signal.reason instanceof TidemarkError ? "late" : "clientLeft");
      return asOurs(error);
    });
  };
  return {
    store: {
      query: (sql, parameters) => reading((options) => store.query<never>(sql, parameters, options)),
      read: (sql, parameters) => reading((options) => store.read(sql, parameters, options)),
      command: (sql, parameters) => store.command(sql, parameters).catch(asOurs),
      insert: (table, rows, options) => store.insert(table, rows, options).catch(asOurs),
      [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
    },
    async asRequest(context, next) {
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(lateError(withinMs)), withinMs);
      try {
        await requests.run(AbortSignal.any([context.req.raw.signal, late.signal]), next);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function lateError(withinMs: number): TidemarkError {
  return new TidemarkError(
    "timeout",
    `reading what was asked for: it took over ${withinMs / 1000} s (dashboards.requestTimeout); ask for a shorter period, or try again when the machine is less busy`,
  );
}

function asOurs(error: unknown): never {
  throw error instanceof TidemarkError && error.code === "input" ? new TidemarkError("internal", error.message, { cause: error }) : error;
}
