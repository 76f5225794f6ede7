import type { RequestLine } from "../wire/protocol.ts";

/** What an exchange is about. `request`, `response` and `feedback` are halves that a server's own logger sends. */
export type ExchangeKind = "inference" | "request" | "response" | "feedback" | "health" | "metadata" | "metrics" | "other";

const HEALTH =
  /(?:\/|^)(?:-\/)?(?:ping|health(?:z|-check|check|y)?|livez?|readyz?|alive)(?:\/[^/]*)?$|\.[^/]*\/(?:Server(?:Live|Ready)|ModelReady|Ping|Check|Health)$/i;
const METRICS = /\/metrics$/;
const METADATA =
  /\/repository\/|(?:\/|^)models$|\/(?:openapi\.json|docs|version|config|stats|routes)$|\.[^/]*\/(?:\w*Metadata|\w*Repository\w*|\w*Statistics|\w*Config|GetModelStatus)$/;

/** Whether a path alone says that a request is about the server and its models (loading one, say), and of no row. */
export function isOfTheServer({ path }: RequestLine): boolean {
  return METRICS.test(path) || HEALTH.test(path) || METADATA.test(path);
}

/** What a request is that no protocol knows as one of a model. @param answer the answer's body, where a path alone does not tell */
export function kindOfOther({ method, path }: RequestLine, answer: string): ExchangeKind {
  if (METRICS.test(path)) return "metrics";
  if (HEALTH.test(path)) return "health";
  if (METADATA.test(path)) return "metadata";
  if (method !== "GET" && method !== "HEAD" && method !== "OPTIONS") return "other";
  return /^\s*\{\s*(?:"name":\s*"[^"]*",\s*)?(?:"(?:ready|live)":\s*(?:true|false)|"status":\s*"(?:alive|ready|ok|healthy)")/i.test(answer)
    ? "health"
    : "metadata";
}
