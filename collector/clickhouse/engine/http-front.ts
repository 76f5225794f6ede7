import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type Answer, createAnswer, wantsGzip } from "./answer.ts";
import { authenticate, type Credentials, requireLoopbackHost, type Role } from "./credentials.ts";
import { EngineRefusal, engineExceptionOf } from "./engine-exception.ts";
import type { EngineSessions } from "./engine-sessions.ts";
import { bodyOf, type FrontRequest, parseFrontRequest, readQueryBody } from "./front-request.ts";
import type { PipePool } from "./pipe-pool.ts";
import { requireHarmless, requireReadable } from "./reader-guard.ts";
import { runInsert } from "./run-insert.ts";
import { runRead } from "./run-read.ts";
import { parseStatement, type Statement } from "./statement.ts";

/** What the front needs of the engine. */
export interface FrontParts {
  readonly credentials: Credentials;
  readonly sessions: EngineSessions;
  readonly pipes: PipePool;
  /** Where bodies of inserts are kept until the engine has read them. */
  readonly exchange: string;
}

/** ClickHouse's HTTP interface over the embedded engine: `/ping` and `/replicas_status` for everyone, queries for who has a password. */
export function createHttpFront(parts: FrontParts): Server {
  const server = createServer((request, response) => {
    request.on("error", () => undefined);
    response.on("error", () => undefined);
    void answerRequest(parts, request, response);
  });
  // A long query answers nothing for as long as it takes; ClickHouse's own settings bound it.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 30_000;
  return server;
}

async function answerRequest(parts: FrontParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const queryId = searchParams.get("query_id") ?? randomUUID();
  let format = "TabSeparated";
  const headers = {
    "X-ClickHouse-Query-Id": queryId.replaceAll(/[^\x20-\x7e]/g, ""),
    "X-ClickHouse-Server-Display-Name": "tidemark",
    "X-ClickHouse-Timezone": "UTC",
  };
  const answer = createAnswer(response, headers, () => format, wantsGzip(request, searchParams));
  try {
    requireLoopbackHost(request);
    if (pathname === "/ping" || pathname === "/replicas_status") return void response.end("Ok.\n");
    const role = authenticate(request, searchParams, parts.credentials);
    const asked = parseFrontRequest(request, searchParams);
    if (role === "reader") requireHarmless(asked.settings);
    const prepared = await readStatement(request, asked, role);
    if (prepared.statement.kind === "read") format = prepared.statement.format;
    await parts.sessions.with(prepared.asked, role, (session) => run(parts, prepared, session, answer));
  } catch (thrown) {
    answer.fail(thrown instanceof EngineRefusal ? thrown.exception : engineExceptionOf(thrown));
  }
}

interface Prepared {
  readonly asked: FrontRequest;
  readonly statement: Statement;
  /** The request, when its body is the insert's data. */
  readonly body: IncomingMessage | undefined;
}

async function readStatement(request: IncomingMessage, url: FrontRequest, role: Role): Promise<Prepared> {
  const statementOf = (sql: string): Statement => {
    const statement = parseStatement(sql, url.defaultFormat ?? "TabSeparated");
    if (role === "reader") requireReadable(sql, statement);
    return statement;
  };
  const inUrl = /^\s*insert\b/i.test(url.query) ? statementOf(url.query) : undefined;
  if (inUrl?.kind === "insert") return { asked: url, statement: inUrl, body: request };
  const body = await readQueryBody(request);
  const fields = (name: string): string => body.fields.find(([field]) => field === name)?.[1] ?? "";
  const sql = [url.query, fields("query"), body.text].filter((text) => text !== "").join("\n");
  const parameters = [...url.parameters, ...body.fields.filter(([name]) => /^param_\w+$/.test(name))];
  return { asked: { ...url, parameters }, statement: statementOf(sql), body: undefined };
}

type Connection = Parameters<Parameters<EngineSessions["with"]>[2]>[0];

async function run(parts: FrontParts, { statement, body }: Prepared, session: Connection, answer: Answer): Promise<void> {
  if (statement.kind === "read") return runRead(statement, session, parts.pipes, answer);
  if (statement.kind === "insert") {
    await runInsert(statement, session, parts.exchange, body && bodyOf(body));
    return answer.end();
  }
  const result = await session.queryAsync(statement.sql, { format: "TabSeparated" });
  await answer.write(result.bytes());
  answer.end();
}
