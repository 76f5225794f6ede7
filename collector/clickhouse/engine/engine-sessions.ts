import { Session } from "chdb";
import { refuse } from "./engine-exception.ts";
import { quoteName, quoteText } from "./sql-tokens.ts";
import type { FrontRequest } from "./front-request.ts";
import type { Role } from "./credentials.ts";
import { heldSettings } from "./reader-settings.ts";

const MAX_SESSION_MS = 3_600_000;
/** Under ClickHouse's own limit of 256 KiB. */
const PLAIN_STATEMENT_BYTES = 200_000;

/** Connections to the engine: one a request, which costs half a millisecond and keeps settings, parameters and the database apart, or one a `session_id`, kept between requests. */
export interface EngineSessions {
  /** Runs with a connection prepared for the request. @throws EngineRefusal 373 when its session is in use. */
  with<T>(request: FrontRequest, role: Role, run: (session: Session) => Promise<T>): Promise<T>;
  /** Ends the query that writes its result to a path, whatever it is doing. */
  killQueryInto(path: string): Promise<void>;
  close(): void;
}

interface Kept {
  readonly session: Session;
  busy: boolean;
  timer: NodeJS.Timeout | undefined;
}

/** @param directory the engine's data path. */
export function createEngineSessions(directory: string): EngineSessions {
  const kept = new Map<string, Kept>();

  async function withKept<T>(id: string, timeoutMs: number, run: (session: Session) => Promise<T>): Promise<T> {
    const entry = kept.get(id) ?? { session: new Session(directory), busy: false, timer: undefined };
    if (entry.busy) refuse(373, `Session ${id} is locked by a concurrent client`);
    kept.set(id, entry);
    clearTimeout(entry.timer);
    entry.busy = true;
    try {
      return await run(entry.session);
    } finally {
      entry.busy = false;
      entry.timer = setTimeout(() => drop(id), Math.min(timeoutMs, MAX_SESSION_MS)).unref();
    }
  }

  function drop(id: string): void {
    kept.get(id)?.session.close();
    kept.delete(id);
  }

  return {
    async with(request, role, run) {
      const prepared = async (session: Session): ReturnType<typeof run> => {
        for (const statement of preludeOf(request, role)) await session.queryAsync(statement);
        return run(session);
      };
      // A session's settings would outlive the request, and `readonly` with them: the reader has none.
      if (request.sessionId !== undefined && role === "owner") return withKept(request.sessionId, request.sessionTimeoutMs, prepared);
      const session = new Session(directory);
      try {
        return await prepared(session);
      } finally {
        session.close();
      }
    },
    async killQueryInto(path) {
      const session = new Session(directory);
      try {
        await session.queryAsync(`KILL QUERY WHERE position(query, ${quoteText(quoteText(path))}) > 0 ASYNC`);
      } finally {
        session.close();
      }
    },
    close() {
      for (const id of kept.keys()) drop(id);
    },
  };
}

/** What a connection is told before the request's own query. */
export function preludeOf({ database, settings, parameters }: Pick<FrontRequest, "database" | "settings" | "parameters">, role: Role): string[] {
  // Parameters first: nothing can be set after the reader's `readonly`.
  const values = [...parameters, ...(role === "owner" ? settings : heldSettings(settings))];
  const set = values.length === 0 ? [] : [`SET ${values.map(([name, value]) => `${name} = ${quoteText(value)}`).join(", ")}`];
  // Long parameters make a statement longer than ClickHouse reads by itself; they came in a body that was bounded.
  const bytes = Buffer.byteLength(set[0] ?? "");
  const room = bytes < PLAIN_STATEMENT_BYTES ? [] : [`SET max_query_size = ${2 * bytes}`];
  return [...(database === undefined ? [] : [`USE ${quoteName(database)}`]), ...room, ...set];
}
