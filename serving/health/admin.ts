import type { IncomingMessage, ServerResponse } from "node:http";
import { messageOf } from "../../errors.ts";

/** What the admin paths answer with. */
export interface AdminParts {
  /** Undefined when requests can be answered, else why not. */
  unready(): Promise<string | undefined>;
  /** What is wrong though requests are answered, a line each. */
  notes(): readonly string[];
  /** Prometheus' text format. */
  readonly metrics?: () => Promise<string>;
}

/** Answers `<prefix>/healthz` (the process runs), `<prefix>/readyz` (requests can be answered) and `<prefix>/metrics`; false for every other path. */
export function createAdmin(prefix: string, parts: AdminParts): (request: IncomingMessage, response: ServerResponse) => boolean {
  const pages: Readonly<Record<string, () => Promise<[number, string]>>> = {
    [`${prefix}/healthz`]: async () => [200, "ok\n"],
    [`${prefix}/readyz`]: async () => ready(await parts.unready(), parts.notes()),
    ...(parts.metrics === undefined ? {} : { [`${prefix}/metrics`]: async () => [200, (await parts.metrics?.()) ?? ""] }),
  };
  return (request, response) => {
    const page = request.method === "GET" || request.method === "HEAD" ? pages[request.url?.split("?", 1)[0] ?? ""] : undefined;
    if (page === undefined) return false;
    void answer(response, page);
    return true;
  };
}

function ready(why: string | undefined, notes: readonly string[]): [number, string] {
  const [status, first] = why === undefined ? [200, "ready"] : [503, why];
  return [status, [first, ...notes].map((line) => `${line}\n`).join("")];
}

async function answer(response: ServerResponse, page: () => Promise<[number, string]>): Promise<void> {
  const [status, text] = await page().catch((error: unknown): [number, string] => [500, `${messageOf(error)}\n`]);
  response.writeHead(status, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  response.end(text);
}
