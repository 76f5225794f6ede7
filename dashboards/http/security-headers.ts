import type { MiddlewareHandler } from "hono";

/** The origin is kept for our own pages, since a form that is posted without one is refused. Nothing but what the page itself carries: no script, no frame, no foreign host; styles by their hash. */
export function securityHeaders(styleHash: string): MiddlewareHandler {
  const policy = `default-src 'none'; style-src '${styleHash}'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
  return async (context, next) => {
    await next();
    context.res.headers.set("content-security-policy", policy);
    context.res.headers.set("x-content-type-options", "nosniff");
    context.res.headers.set("referrer-policy", "same-origin");
    context.res.headers.set("cross-origin-opener-policy", "same-origin");
    context.res.headers.set("cross-origin-resource-policy", "same-origin");
  };
}
