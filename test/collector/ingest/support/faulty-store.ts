import { ClickHouseError } from "@clickhouse/client";
import { toTidemarkError } from "../../../../collector/clickhouse/clickhouse-errors.ts";
import type { Store } from "../../../../collector/clickhouse/store.ts";

/** A real store to whose inserts something happens. `before` and `after` may wait, throw, or end the process. */
export function faultyStore(store: Store, happen: { before?(table: string, lines: number): Promise<void>; after?(table: string): Promise<void> }): Store {
  return {
    query: (sql, parameters) => store.query<never>(sql, parameters),
    read: (sql, parameters) => store.read(sql, parameters),
    command: (sql, parameters) => store.command(sql, parameters),
    async insert(table, rows, options) {
      await happen.before?.(table, Buffer.isBuffer(rows) ? rows.toString().split("\n").length - 1 : rows.length);
      await store.insert(table, rows, options);
      await happen.after?.(table);
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

/** What a store throws when ClickHouse answers an insert with this code. */
export function clickhouseFailure(code: string, message = "made up"): Error {
  return toTidemarkError("inserting into a table", "insert", new ClickHouseError({ message, code, type: "MADE_UP" }));
}
