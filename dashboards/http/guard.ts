import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { allowedHost, allowedOrigin } from "./allowed-host.ts";
import { problem } from "./problem.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
const OPEN_PATHS = new Set(["/healthz", "/readyz"]);

/** Lets a request through that names us as its host, comes from no foreign page when it changes something, and carries the token where one is set. */
export function guard({ allowedHosts, token }: { allowedHosts: ReadonlySet<string>; token: string | undefined }): MiddlewareHandler {
  return async (context, next) => {
    if (OPEN_PATHS.has(context.req.path)) return next();
    const host = context.req.header("host") ?? new URL(context.req.url).host;
    if (!allowedHost(host, allowedHosts)) return problem(403, "the Host header names another server; name this one, or add it to dashboards.allowedHosts");
    if (!SAFE_METHODS.has(context.req.method) && !allowedOrigin(context.req.header("origin"), host))
      return problem(403, "a page of another origin may not change anything here; send the request without an Origin header or from our own pages");
    if (token !== undefined && !bearerMatches(context.req.header("authorization"), token))
      return problem(401, "a bearer token is needed: Authorization: Bearer …", { headers: { "www-authenticate": 'Bearer realm="tidemark"' } });
    return next();
  };
}

function bearerMatches(header: string | undefined, token: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(header ?? "")?.[1];
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
