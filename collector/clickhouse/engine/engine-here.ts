import { mkdir, rm, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { parseError } from "@clickhouse/client";
import { drainPending, Session } from "chdb";
import { messageOf, TidemarkError } from "../../../errors.ts";
import { toTidemarkError } from "../clickhouse-errors.ts";
import { parseJson } from "../parse-json.ts";
import { FORMAT_SETTINGS, linesOfRows, type QueryParameters, type Store } from "../store.ts";
import { preludeOf } from "./engine-sessions.ts";
import { createPipePool, failureInto, openPipe, settledWithoutReader } from "./pipe-pool.ts";
import { quoteName, quoteText } from "./sql-tokens.ts";
import { parseStatement } from "./statement.ts";

/** Queries under way at once; further ones wait. Under Node's four threads, so that files can still be read and written. */
const MAX_QUERIES = 3;

const SETTINGS = Object.entries(FORMAT_SETTINGS).map(([name, value]) => [name, String(value)] as const);

/**
 * A Store over an engine in this process: for a command that reads files and ends. It spares a process's start and the way of every value through a socket; a fault of the engine ends the command, so nothing that lasts may have it.
 * @param directory an empty one of its own
 * @returns undefined where this process has an engine already: it can have one.
 */
export async function openEngineHere(directory: string): Promise<Store | undefined> {
  const [data, exchange] = [join(directory, "data"), join(directory, "exchange")];
  await mkdir(data, { recursive: true });
  await mkdir(exchange, { recursive: true });
  let holder: Session;
  try {
    holder = new Session(data);
  } catch (thrown) {
    if (/one active data directory/.test(messageOf(thrown))) return undefined;
    throw new TidemarkError("unavailable", `starting the engine that reads files: ${messageOf(thrown)}`, { cause: thrown });
  }
  const pipes = await createPipePool(exchange, MAX_QUERIES);

  /** Runs on a connection of its own, prepared for the query. */
  async function connected<T>(doing: string, parameters: QueryParameters, run: (session: Session) => Promise<T>): Promise<T> {
    const session = new Session(data);
    try {
      const sent = Object.entries(parameters).map(([name, value]) => [`param_${name}`, textOf(value)] as const);
      for (const statement of preludeOf({ database: undefined, settings: SETTINGS, parameters: sent }, "owner")) await session.queryAsync(statement);
      return await run(session);
    } catch (thrown) {
      throw toTidemarkError(doing, doing.startsWith("inserting") ? "insert" : "query", parseError(messageOf(thrown)));
    } finally {
      session.close();
    }
  }

  async function* read(sql: string, parameters: QueryParameters): AsyncGenerator<Uint8Array> {
    const statement = parseStatement(sql, "TabSeparated");
    if (statement.kind !== "read") throw new TidemarkError("internal", `reading by "${sql.slice(0, 100)}": it is no SELECT`);
    const path = await pipes.take();
    const pipe = openPipe(path);
    const failure = failureInto(
      pipe,
      connected("querying ClickHouse", parameters, (session) => session.queryAsync(statement.into(path))),
    );
    let failed: unknown;
    try {
      for await (const chunk of pipe as AsyncIterable<Uint8Array>) yield chunk;
    } catch (thrown) {
      // Destroyed above, because the query failed: its own reason is the better one.
      if (!pipe.destroyed) throw thrown;
    } finally {
      pipe.destroy();
      failed = await settledWithoutReader(path, failure);
      pipes.give(path);
    }
    if (failed !== undefined) throw failed;
  }

  return {
    query: <Row>(sql: string, parameters = {}) =>
      connected("querying ClickHouse", parameters, async (session) => {
        const result = await session.queryAsync(sql, { format: "JSONEachRow" });
        return linesOf(result.bytes()).map((line) => parseJson(line) as Row);
      }),
    read: async (sql, parameters = {}) => read(sql, parameters),
    command: (sql, parameters = {}) => connected("commanding ClickHouse", parameters, async (session) => void (await session.queryAsync(sql))),
    async insert(table, rows) {
      const lines = linesOfRows(rows);
      if (lines.length === 0) return;
      const statement = parseStatement(`INSERT INTO ${quoteName(table)} FORMAT JSONEachRow`, "TabSeparated");
      if (statement.kind !== "insert") throw new TidemarkError("internal", `inserting into ${table}: the statement is not understood`);
      const path = join(exchange, randomUUID());
      await writeFile(path, lines);
      try {
        await connected(`inserting into ${table}`, {}, async (session) => void (await session.queryAsync(statement.from(path, "none"))));
      } finally {
        await rm(path, { force: true });
      }
    },
    async [Symbol.asyncDispose]() {
      await drainPending();
      holder.close();
    },
  };
}

function linesOf(bytes: Uint8Array): string[] {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8").split("\n").slice(0, -1);
}

/** A parameter's value as ClickHouse's HTTP interface takes it. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => (typeof one === "string" ? quoteText(one) : textOf(one))).join(",")}]`;
  if (typeof value === "string") return value.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n");
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")
    return String(value).replace("Infinity", "inf").replace("NaN", "nan");
  throw new TidemarkError("internal", `asking the engine: a parameter is ${typeof value}; expected a text, a number, a truth value or a list of them`);
}
