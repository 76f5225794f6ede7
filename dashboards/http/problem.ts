import type { ErrorCode } from "../../errors.ts";
import { TidemarkError } from "../../errors.ts";

export interface ProblemError {
  readonly detail: string;
  /** JSON pointer to the part of the body that is wrong, where there is one. */
  readonly pointer?: string;
}

const STATUS: Readonly<Record<ErrorCode, number>> = { input: 400, config: 500, unavailable: 503, timeout: 504, conflict: 409, notFound: 404, internal: 500 };
const TITLES: Readonly<Record<number, string>> = {
  400: "Bad request",
  401: "Not authorised",
  403: "Refused",
  404: "Not found",
  409: "Conflict",
  413: "Body too large",
  415: "Media type not supported",
  422: "Some items are not valid",
  429: "Too many at once",
  500: "Internal error",
  503: "Unavailable for now",
  504: "Timed out",
};

/** An RFC 9457 answer (`application/problem+json`): what was wrong, and with which part. */
export function problem(
  status: number,
  detail: string,
  options: { errors?: readonly ProblemError[]; headers?: Readonly<Record<string, string>> } = {},
): Response {
  const body = { type: "about:blank", title: TITLES[status] ?? "Error", status, detail, ...(options.errors === undefined ? {} : { errors: options.errors }) };
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/problem+json", ...options.headers } });
}

/** The answer to anything thrown. What is ours alone is not told: its text stays in the log. */
export function problemOf(thrown: unknown): Response {
  if (!(thrown instanceof TidemarkError)) return problem(500, "answering the request failed on our side; the log has the reason");
  const status = STATUS[thrown.code];
  return problem(status, status === 500 ? "answering the request failed on our side; the log has the reason" : thrown.message, {
    headers: thrown.retriable ? { "retry-after": "5" } : {},
  });
}
