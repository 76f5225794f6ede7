import type { MiddlewareHandler } from "hono";
import { problem } from "./problem.ts";

/** Bodies of the largest size that may be in memory at once. */
const BODIES = 8;

/** Holds the bodies that are in memory at once under a sum: one of unknown length counts as the longest. What is over it is asked to come again in a second. @param maxBodyBytes the longest that is taken at all */
export function bodyBudget(maxBodyBytes: number, onRefused: () => void): MiddlewareHandler {
  let held = 0;
  return async (context, next) => {
    if (context.req.raw.body === null) return next();
    const stated = Number(context.req.header("content-length") ?? Number.NaN);
    const bytes = Number.isFinite(stated) ? Math.min(stated, maxBodyBytes) : maxBodyBytes;
    if (held + bytes > BODIES * maxBodyBytes) {
      onRefused();
      return problem(429, "reading the body: too many are being read at once; send it again in a second", { headers: { "retry-after": "1" } });
    }
    held += bytes;
    try {
      return await next();
    } finally {
      held -= bytes;
    }
  };
}
