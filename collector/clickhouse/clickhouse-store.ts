import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { toTidemarkError } from "./clickhouse-errors.ts";
import { inTime, readInTime } from "./in-time.ts";
import { parseJson } from "./parse-json.ts";
import { FORMAT_SETTINGS, linesOfRows, type QueryOptions, type Store } from "./store.ts";

export interface StoreOptions {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Read instead of `password` when given. */
  readonly passwordFile?: string | undefined;
  /** Default "tidemark". */
  readonly database?: string;
  /** Milliseconds; default 60,000. */
  readonly requestTimeout?: number;
  /** Milliseconds a query may run in ClickHouse; default 55,000. */
  readonly maxExecutionTime?: number;
  /** Default false. */
  readonly fsyncAfterInsert?: boolean;
}

/** A Store over ClickHouse's HTTP interface, the same for a server and for the embedded engine. Nothing is sent before the first call. */
export function createStore(options: StoreOptions): Store {
  const withinMs = options.requestTimeout ?? 60_000;
  const client = createClient({
    url: options.url,
    username: options.username,
    password: options.passwordFile === undefined ? options.password : readFileSync(options.passwordFile, "utf8").trimEnd(),
    database: options.database ?? "tidemark",
    application: "tidemark",
    // What goes wrong is thrown; the client would log it with the query besides.
    log: { level: ClickHouseLogLevel.OFF },
    // Ours comes first: the client's begins anew with every byte.
    request_timeout: withinMs + 1_000,
    // Long parameters go in the body: a line of them is refused on the way, by the embedded engine's front and by proxies.
    use_multipart_params_auto: true,
    json: { parse: parseJson as typeof JSON.parse, stringify: JSON.stringify },
    clickhouse_settings: {
      ...FORMAT_SETTINGS,
      // Whoever gives a query up closes its connection; the embedded engine's front ends it then by itself.
      cancel_http_readonly_queries_on_client_close: 1,
      max_execution_time: Math.ceil((options.maxExecutionTime ?? 55_000) / 1000),
    },
  });
  const insertSettings = {
    input_format_skip_unknown_fields: 0,
    // The bytes of a batch are then the same blocks each time, which its token stands for.
    input_format_parallel_parsing: 0,
    // One block, so that a batch with a bad row is refused whole: of several blocks the first ones would be in.
    max_insert_block_size: "50000000",
    deduplicate_blocks_in_dependent_materialized_views: 1,
    ...(options.fsyncAfterInsert ? { fsync_after_insert: 1, fsync_part_directory: 1 } : {}),
  } as const;

  const attempt = <T>(
    doing: string,
    kind: "insert" | "query",
    act: (abort: { readonly abort_signal: AbortSignal }) => Promise<T>,
    leave?: AbortSignal,
  ): Promise<T> =>
    inTime(doing, withinMs, (abort_signal) => act({ abort_signal }), leave).catch((thrown: unknown) => {
      throw toTidemarkError(doing, kind, thrown);
    });

  return {
    query: <Row>(sql: string, parameters = {}, { signal }: QueryOptions = {}) =>
      attempt(
        "querying ClickHouse",
        "query",
        async (abort) => {
          const result = await client.query({ query: sql, query_params: parameters, format: "JSONEachRow", ...abort });
          return result.json<Row>();
        },
        signal,
      ),
    async read(sql, parameters = {}, { signal }: QueryOptions = {}) {
      const { stream } = await attempt("querying ClickHouse", "query", (abort) => client.exec({ query: sql, query_params: parameters, ...abort }), signal);
      return readInTime(stream, withinMs, signal);
    },
    command: (sql, parameters = {}) =>
      attempt("commanding ClickHouse", "query", async (abort) => void (await client.command({ query: sql, query_params: parameters, ...abort }))),
    async insert(table, rows, { token } = {}) {
      const lines = linesOfRows(rows);
      if (lines.length === 0) return;
      await attempt(`inserting into ${table}`, "insert", async (abort) => {
        const { stream } = await client.exec({
          query: `INSERT INTO {table: Identifier} FORMAT JSONEachRow`,
          query_params: { table },
          values: Readable.from([lines], { objectMode: false }),
          clickhouse_settings: { ...insertSettings, ...(token === undefined ? {} : { insert_deduplication_token: token }) },
          ...abort,
        });
        await stream.resume().toArray();
      });
    },
    async [Symbol.asyncDispose]() {
      await client.close();
    },
  };
}
