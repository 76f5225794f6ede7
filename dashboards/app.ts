import { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { etag } from "hono/etag";
import { TidemarkError, messageOf } from "../errors.ts";
import { alertActionsRoutes } from "./api/alert-actions-routes.ts";
import { annotationsRoutes } from "./api/annotations-routes.ts";
import { apiDocument } from "./api/api-document.ts";
import { findingsRoutes } from "./api/findings-routes.ts";
import { labelsRoutes } from "./api/labels-routes.ts";
import { listsRoutes } from "./api/lists-routes.ts";
import type { AppParts } from "./app-parts.ts";
import { bodyBudget } from "./http/body-budget.ts";
import { guard } from "./http/guard.ts";
import { problem, problemOf } from "./http/problem.ts";
import { healthRoutes } from "./http/health-routes.ts";
import { docsRoutes } from "./pages/docs/docs-routes.ts";
import { pagesRoutes } from "./pages/pages-routes.ts";
import { ageGauges } from "./read/age-gauges.ts";
import { labelGauges } from "./read/label-gauges.ts";
import { ownQueries } from "./read/own-queries.ts";
import { STYLE, STYLE_PATH } from "./pages/style.ts";
import type { MiddlewareHandler } from "hono";

/** The API and the pages over one store and one log. It holds nothing that needs stopping. */
export function createApp(given: AppParts): OpenAPIHono {
  const { config, logger, meter } = given;
  const givenUp = meter.createCounter("tidemark.api.queries_given_up", { description: "Queries ended since their client left, or took too long." });
  const { store, asRequest } = ownQueries(given.store, { withinMs: config.requestTimeout, onGivenUp: (reason) => givenUp.add(1, { reason }) });
  const parts = { ...given, store };
  const app = new OpenAPIHono({ defaultHook: (result) => (result.success ? undefined : invalidRequest(result.error.issues)) });
  app.use(securityHeaders());
  app.use(compress());
  app.use(etag({ weak: true }));
  app.use(guard({ allowedHosts: hostsOf(config), token: parts.token }));
  const bodiesRefused = meter.createCounter("tidemark.api.bodies_refused", { description: "Requests refused since too many bodies were being read." });
  const falseAlarms = meter.createCounter("tidemark.alerts.false_alarms", {
    description: "Alerts that somebody marked as false alarms, and marks taken back.",
  });
  const countFalseAlarm = (withdrawn: boolean): void => falseAlarms.add(1, { change: withdrawn ? "withdrawn" : "marked" });
  app.use(bodyBudget(config.maxBodyBytes, () => bodiesRefused.add(1)));
  app.use(
    bodyLimit({
      maxSize: config.maxBodyBytes,
      onError: () => problem(413, `reading the body: it is over ${config.maxBodyBytes} bytes; send it in parts, or raise dashboards.maxBodyBytes`),
    }),
  );
  app.use(asRequest);
  app.get(STYLE_PATH, (context) =>
    context.body(STYLE, 200, { "content-type": "text/css; charset=utf-8", "cache-control": "public, max-age=31536000, immutable" }),
  );
  healthRoutes(app, parts);
  listsRoutes(app, parts);
  annotationsRoutes(app, parts);
  alertActionsRoutes(app, parts, countFalseAlarm);
  findingsRoutes(app, parts);
  labelsRoutes(app, parts);
  labelGauges(meter, given.store, logger, parts.wallNow ?? Date.now);
  ageGauges(meter, { store: given.store, watched: parts.models, logger }, () => ({ now: parts.clock.now(), wallNow: (parts.wallNow ?? Date.now)() }));
  apiDocument(app, parts);
  docsRoutes(app, parts);
  pagesRoutes(app, parts, countFalseAlarm);
  app.notFound((context) => problem(404, `nothing is at ${context.req.path}; /docs and /openapi.json list what is`));
  app.onError((error, context) => {
    if (!(error instanceof TidemarkError) || error.code === "internal")
      logger.error("answering a request failed", { path: context.req.path, error: messageOf(error) });
    return problemOf(error);
  });
  return app;
}

function invalidRequest(issues: readonly { readonly path: PropertyKey[]; readonly message: string }[]): Response {
  return problem(400, "reading the request: some parameters are not valid", {
    errors: issues.map((issue) => ({ detail: `${issue.path.join(".")}: ${issue.message}` })),
  });
}

function hostsOf({ listen, baseUrl, allowedHosts }: AppParts["config"]): ReadonlySet<string> {
  return new Set([listen.host, ...(baseUrl === undefined ? [] : [new URL(baseUrl).hostname]), ...allowedHosts].map((host) => host.toLowerCase()));
}

/** The origin is kept for our own pages, since a form that is posted without one is refused. Nothing but what the page itself carries: no script, no frame, no foreign host. */
function securityHeaders(): MiddlewareHandler {
  const policy = `default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;
  return async (context, next) => {
    await next();
    context.res.headers.set("content-security-policy", policy);
    context.res.headers.set("x-content-type-options", "nosniff");
    context.res.headers.set("referrer-policy", "same-origin");
    context.res.headers.set("cross-origin-opener-policy", "same-origin");
    context.res.headers.set("cross-origin-resource-policy", "same-origin");
  };
}
