import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Readable } from "node:stream";
import { type Answer, createAnswer, wantsGzip } from "./answer.ts";
import { type Access, authenticate, requireLoopbackHost, type Role } from "./credentials.ts";
import { EngineRefusal, engineExceptionOf, refuse } from "./engine-exception.ts";
import type { EngineSessions } from "./engine-sessions.ts";
import { bodyOf, type FrontRequest, parseFrontRequest, readQueryBody } from "./front-request.ts";
import { freezeStore } from "./freeze-store.ts";
import { wantsFrames } from "./native/frames.ts";
import { PLAIN_TYPES } from "./native/result-columns.ts";
import type { Room } from "../../room.ts";
import type { PipePool } from "./pipe-pool.ts";
import type { Places } from "./places.ts";
import { readableStatement } from "./reader-guard.ts";
import { requireHarmless } from "./reader-settings.ts";
import { runInsert } from "./run-insert.ts";
import { runExplain, runRead } from "./run-read.ts";
import { parseStatement, type Statement } from "./statement.ts";
import type { WriteGate } from "./write-gate.ts";

/** What the front needs of the engine. */
export interface FrontParts {
  readonly credentials: Access;
  readonly sessions: EngineSessions;
  readonly pipes: PipePool;
  /** Queries under way at once, by role: the reader's can never take all. */
  readonly places: Readonly<Record<Role, Places>>;
  /** Where bodies of inserts are kept until the engine has read them. */
  readonly exchange: string;
  /** The engine's data path, and the way in which writes go to it. */
  readonly data: string;
  readonly gate: WriteGate;
  /** What inserts leave of the disk. */
  readonly room: Room;
}

/** Where the owner asks for a still picture of the data: `freezeStore`'s answer as JSON. */
export const FREEZE_PATH = "/tidemark/freeze";

const TEXT_FORMAT = "TabSeparated";
const HEADERS_MS = 10_000;
/** Longest head of a request: parameters of a command stand in its URL. ClickHouse takes a mebibyte. */
const HEAD_BYTES = 256 * 1024;
/** Longest query text in a body. Data of an INSERT has no limit when the query is in the URL. */
const OWNER_QUERY_BYTES = 64 * 1024 * 1024;
const READER_QUERY_BYTES = 1024 * 1024;
/** The most that one of ClickHouse's frames may hold of an insert's data: clients make a frame of a block. */
const FRAME_BYTES = 64 * 1024 * 1024;

/** ClickHouse's HTTP interface over the embedded engine: `/ping` and `/replicas_status` for everyone, queries for who has a password. */
export function createHttpFront(parts: FrontParts): Server {
  const server = createServer({ maxHeaderSize: HEAD_BYTES }, (request, response) => {
    request.on("error", () => undefined);
    response.on("error", () => undefined);
    answerRequest(parts, request, response).catch(() => response.destroy());
  });
  // A long query answers nothing for as long as it takes; ClickHouse's own settings bound it. A head that does not come is no query.
  server.requestTimeout = 0;
  server.headersTimeout = HEADERS_MS;
  server.keepAliveTimeout = 30_000;
  return server;
}

async function answerRequest(parts: FrontParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { path, search } = targetOf(request.url ?? "/");
  let format = TEXT_FORMAT;
  const headers = {
    "X-ClickHouse-Query-Id": (search.get("query_id") ?? randomUUID()).replaceAll(/[^\x20-\x7e]/g, ""),
    "X-ClickHouse-Server-Display-Name": "tidemark",
    "X-ClickHouse-Timezone": "UTC",
  };
  const answer = createAnswer(response, headers, () => format, { gzip: wantsGzip(request, search), frames: wantsFrames(search) });
  try {
    requireLoopbackHost(request);
    if (path === "/ping" || path === "/replicas_status") return void response.end("Ok.\n");
    const role = authenticate(request, search, parts.credentials);
    if (path === FREEZE_PATH && request.method === "POST" && role === "owner") return await freeze(parts, parseFrontRequest(request, search), answer);
    const asked = await readAsked(request, search, role);
    if (role === "reader") requireHarmless(asked.settings);
    await parts.places[role](() =>
      parts.sessions.with(asked.revision > 0 ? { ...asked, settings: [...asked.settings, ...PLAIN_TYPES] } : asked, role, async (session) => {
        const statement = await statementOf(asked, role, session);
        if (statement.kind === "read" || statement.kind === "explain") format = statement.format;
        await run(parts, statement, asked, session, answer);
      }),
    );
  } catch (thrown) {
    answer.fail(thrown instanceof EngineRefusal ? thrown.exception : engineExceptionOf(thrown));
  }
}

async function freeze({ sessions, data, gate }: FrontParts, request: FrontRequest, answer: Answer): Promise<void> {
  const name = `backup${randomUUID().replaceAll("-", "")}`;
  const frozen = await gate.alone(() => sessions.with(request, "owner", (session) => freezeStore(session, data, name)));
  await answer.write(Buffer.from(JSON.stringify(frozen)));
  answer.end();
}

/** Path and query string as they stand; nothing in them is an error. */
function targetOf(url: string): { readonly path: string; readonly search: URLSearchParams } {
  const at = url.indexOf("?");
  return at === -1 ? { path: url, search: new URLSearchParams() } : { path: url.slice(0, at), search: new URLSearchParams(url.slice(at + 1)) };
}

interface Asked extends FrontRequest {
  /** Opens the body, when it is an insert's data. */
  readonly data: (() => Readable) | undefined;
}

/** Reads the body, unless it is the data of an insert that stands in the URL: that is streamed. */
async function readAsked(request: IncomingMessage, search: URLSearchParams, role: Role): Promise<Asked> {
  const url = parseFrontRequest(request, search);
  if (role === "owner" && /^\s*insert\b/i.test(url.query) && parseStatement(url.query, TEXT_FORMAT).kind === "insert")
    return { ...url, data: () => bodyOf(request, search, FRAME_BYTES) };
  const body = await readQueryBody(request, search, role === "owner" ? OWNER_QUERY_BYTES : READER_QUERY_BYTES);
  const query = [url.query, body.fields.find(([field]) => field === "query")?.[1] ?? "", body.text].filter((text) => text !== "").join("\n");
  return { ...url, query, parameters: [...url.parameters, ...body.fields.filter(([name]) => /^param_\w+$/.test(name))], data: undefined };
}

type Connection = Parameters<Parameters<EngineSessions["with"]>[2]>[0];

async function statementOf({ query, defaultFormat = TEXT_FORMAT }: Asked, role: Role, session: Connection): Promise<Statement> {
  return role === "owner" ? parseStatement(query, defaultFormat) : readableStatement(query, defaultFormat, session);
}

async function run(parts: FrontParts, statement: Statement, { data, revision }: Asked, session: Connection, answer: Answer): Promise<void> {
  if (statement.kind === "read") return runRead(statement, session, parts.pipes, answer, { revision, kill: (path) => parts.sessions.killQueryInto(path) });
  if (statement.kind === "explain") return runExplain(statement, session, answer, revision);
  if (statement.kind === "insert" || (statement.kind === "command" && /^\s*insert\b/i.test(statement.sql))) await requireRoom(parts.room);
  if (statement.kind === "insert") {
    await runInsert(statement, session, parts, data?.());
    return answer.end();
  }
  const result = await parts.gate.write(() => session.queryAsync(statement.sql, { format: TEXT_FORMAT }));
  await answer.write(result.bytes());
  answer.end();
}

async function requireRoom(room: Room): Promise<void> {
  const lack = await room.lack();
  if (lack !== undefined) refuse(243, `Not enough space: ${lack}`);
}
