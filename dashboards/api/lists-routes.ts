import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import type { AppParts } from "../app-parts.ts";
import { queryAlerts } from "../read/alert-query.ts";
import { queryFindings } from "../read/finding-query.ts";
import { queryModels } from "../read/model-query.ts";
import { listModels } from "../read/list-models.ts";
import { markedEpisodes } from "../pages/report/marked-episodes.ts";
import { alertSchema, episodeSchema, modelSchema, problems, timeRange } from "./schemas.ts";

const ok = <T extends z.ZodType>(description: string, schema: T) => ({
  200: { description, content: { "application/json": { schema } } },
  ...problems(400),
});
const range = z.object({ model: z.string().default(""), ...timeRange });

const modelsRoute = createRoute({
  method: "get",
  path: "/api/v1/models",
  operationId: "listModels",
  tags: ["models"],
  summary: "Models that are watched or have sent traffic",
  responses: ok("By name", z.object({ models: z.array(modelSchema) })),
});

const episodesRoute = createRoute({
  method: "get",
  path: "/api/v1/episodes",
  operationId: "listEpisodes",
  tags: ["findings"],
  summary: "What changed, from when to when: adjacent findings of one subject and cause put together",
  request: { query: range },
  responses: ok("Newest first", z.object({ episodes: z.array(episodeSchema) })),
});

const alertsRoute = createRoute({
  method: "get",
  path: "/api/v1/alerts",
  operationId: "listAlerts",
  tags: ["alerts"],
  summary: "Incidents with the messages sent for them",
  request: { query: range.extend({ state: z.enum(["pending", "firing", "resolved"]).optional() }) },
  responses: ok("Newest first", z.object({ alerts: z.array(alertSchema) })),
});

/** GET models, episodes and alerts. */
export function listsRoutes(app: OpenAPIHono, { store, models, config, clock }: AppParts): void {
  app.openapi(modelsRoute, async (context) => context.json({ models: listModels(models, await queryModels(store)) }, 200));
  app.openapi(episodesRoute, async (context) => {
    const { model, from, to, limit } = context.req.valid("query");
    const findings = await queryFindings(store, { model, ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
    const firing = await queryAlerts(store, { model, state: "firing" });
    const episodes = markedEpisodes(findings, config.annotations, clock.now(), firing).map(({ worst, shown: _shown, atFiring: _atFiring, ...episode }) => ({
      ...episode,
      worstFindingId: worst.findingId,
    }));
    return context.json({ episodes: episodes.slice(0, limit) }, 200);
  });
  app.openapi(alertsRoute, async (context) => {
    const { model, from, to, limit, state = "" } = context.req.valid("query");
    const alerts = await queryAlerts(store, { model, state, limit, ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
    return context.json({ alerts: alerts.map((alert) => ({ ...alert, labels: { ...alert.labels }, notifications: [...alert.notifications] })) }, 200);
  });
}
