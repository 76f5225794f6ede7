/** A value bound to `{name: Type}` in SQL; never put into the text. */
export type QueryParameters = Readonly<Record<string, unknown>>;

/** How times are read and 64-bit integers written, in every store. */
export const FORMAT_SETTINGS = { date_time_input_format: "best_effort", output_format_json_quote_64bit_integers: 0 } as const;

/** How a query is asked. */
export interface QueryOptions {
  /** Aborted when nobody waits for the answer any more: the query ends, in ClickHouse too, and rejects with the signal's reason where that is a TidemarkError. */
  readonly signal?: AbortSignal | undefined;
}

/** ClickHouse as the rest of Tidemark sees it. Over `@clickhouse/client` (`clickhouse-store.ts`), the same for a server and for the embedded engine; a command that only reads files has an engine in its own process (`engine/engine-here.ts`). */
export interface Store extends AsyncDisposable {
  /** Rows of a SELECT as objects (JSONEachRow). 64-bit integers come as numbers when safe. @throws TidemarkError `input` for bad SQL, `unavailable`/`timeout` (retriable) otherwise. */
  query<Row>(sql: string, parameters?: QueryParameters, options?: QueryOptions): Promise<Row[]>;
  /** The result of a SELECT as bytes, as they come, in the format that the query names. @throws TidemarkError as `query` does, also while reading. */
  read(sql: string, parameters?: QueryParameters, options?: QueryOptions): Promise<AsyncIterable<Uint8Array>>;
  /** DDL and the like. */
  command(sql: string, parameters?: QueryParameters): Promise<void>;
  /** Inserts rows, or a buffer of JSONEachRow lines as it is. With a token, an insert sent again under it changes nothing, neither rows nor rollups. */
  insert(table: string, rows: readonly object[] | Buffer, options?: { readonly token?: string }): Promise<void>;
}

/** Rows as the lines that are inserted (JSONEachRow); a buffer holds lines already. */
export function linesOfRows(rows: readonly object[] | Buffer): Buffer {
  return Buffer.isBuffer(rows) ? rows : Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}
