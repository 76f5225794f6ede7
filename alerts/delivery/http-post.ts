import { lookup as systemLookup, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, request } from "undici";
import { TidemarkError, type ErrorCode } from "../../errors.ts";
import { isPrivateAddress } from "./private-address.ts";

/** How much of an answer is kept. */
const RESPONSE_CHARACTERS = 1024;

export interface HttpPost {
  /** What is being done, for errors: "delivering to Slack". The URL is never told, it may be a secret itself. */
  readonly doing: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: number;
  readonly allowPrivateAddresses: boolean;
}

const open = new Agent({ connections: 8 });
const publicOnly = new Agent({ connections: 8, connect: { lookup: publicLookup } });

/**
 * POSTs a body and returns the answer's first 1,024 characters. Redirects are not followed.
 * @throws TidemarkError retriable for timeouts, network errors, 408, 425, 429 and 5xx (with `{retryAfterMs}` as cause where the receiver said so); `notFound` for 410, the receiver is gone for good; `input` for every other 3xx and 4xx, and for a private address that is not allowed.
 */
export async function httpPost(post: HttpPost): Promise<string> {
  refusePrivateLiteral(post);
  const answer = await send(post);
  if (answer.status >= 200 && answer.status < 300) return answer.text;
  throw statusError(post.doing, answer.status, answer.retryAfterMs);
}

async function send(post: HttpPost): Promise<{ status: number; text: string; retryAfterMs: number | null }> {
  try {
    const { statusCode, headers, body } = await request(post.url, {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "tidemark", ...post.headers },
      body: post.body,
      dispatcher: post.allowPrivateAddresses ? open : publicOnly,
      signal: AbortSignal.timeout(post.timeoutMs),
    });
    const text = await firstCharacters(body);
    return { status: statusCode, text, retryAfterMs: parseRetryAfter(headers["retry-after"], Date.now()) };
  } catch (error) {
    throw error instanceof TidemarkError ? error : networkError(post, error);
  }
}

async function firstCharacters(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= RESPONSE_CHARACTERS) break;
  }
  return Buffer.concat(chunks).toString("utf8").slice(0, RESPONSE_CHARACTERS);
}

/** Only the error's code is told: its text may hold the address. */
function networkError(post: HttpPost, error: unknown): TidemarkError {
  const { name, code } = error as { name?: string; code?: string };
  if (name === "TimeoutError") return new TidemarkError("timeout", `${post.doing}: no answer within ${post.timeoutMs} ms`);
  if (code === PRIVATE_CODE) return privateError(post.doing);
  return new TidemarkError("unavailable", `${post.doing}: the connection failed (${code ?? name ?? "unknown"}); the receiver must be reachable`);
}

function statusError(doing: string, status: number, retryAfterMs: number | null): TidemarkError {
  if (status === 410) return new TidemarkError("notFound", `${doing}: the receiver answered 410, it is gone and gets nothing more until the next start`);
  const retriable = status >= 500 || status === 408 || status === 425 || status === 429;
  const code: ErrorCode = retriable ? "unavailable" : "input";
  const cause = retryAfterMs === null ? {} : { cause: { retryAfterMs } };
  return new TidemarkError(code, `${doing}: the receiver answered ${status}, expected 2xx`, { retriable, ...cause });
}

/** A `Retry-After` header (seconds or an HTTP date) as milliseconds from now; null when absent or unreadable. */
export function parseRetryAfter(header: string | string[] | undefined, now: number): number | null {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

const PRIVATE_CODE = "TIDEMARK_PRIVATE_ADDRESS";

function privateError(doing: string): TidemarkError {
  return new TidemarkError("input", `${doing}: the address is private; set allowPrivateAddresses to true where that is meant`);
}

function refusePrivateLiteral(post: HttpPost): void {
  const host = URL.parse(post.url)?.hostname.replace(/^\[|\]$/g, "") ?? "";
  if (!post.allowPrivateAddresses && isIP(host) !== 0 && isPrivateAddress(host)) throw privateError(post.doing);
}

/** Looks a name up and refuses it when any of its addresses is private; what was checked is what is connected to. */
function publicLookup(...[hostname, options, callback]: Parameters<LookupFunction>): void {
  systemLookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const [first] = addresses ?? [];
    if (error !== null || first === undefined) return callback(error ?? new Error("no address"), "");
    if (addresses.some(({ address }) => isPrivateAddress(address))) return callback(Object.assign(new Error("private address"), { code: PRIVATE_CODE }), "");
    if (options.all === true) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
}
