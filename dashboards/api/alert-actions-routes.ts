import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import { acknowledge, silence } from "../../alerts/store/acknowledge.ts";
import type { AppParts } from "../app-parts.ts";
import { problems } from "./schemas.ts";

const params = z.object({ alertId: z.string().min(1) });
const done = z.object({
  alertId: z.string(),
  acknowledgedBy: z.string().nullable(),
  silencedUntil: z.int().nullable().describe("Epoch milliseconds of event time; null: not silenced"),
});
const answer = { 200: { description: "As it stands now", content: { "application/json": { schema: done } } }, ...problems(400, 404, 409, 503) };

const acknowledgeRoute = createRoute({
  method: "post",
  path: "/api/v1/alerts/{alertId}/acknowledge",
  summary: "Somebody looks after it: no more messages until it is resolved",
  request: { params, body: { required: true, content: { "application/json": { schema: z.strictObject({ by: z.string().min(1).max(256) }) } } } },
  responses: answer,
});

const silenceRoute = createRoute({
  method: "post",
  path: "/api/v1/alerts/{alertId}/silence",
  summary: "No message until a moment of event time; null ends the silence",
  request: { params, body: { required: true, content: { "application/json": { schema: z.strictObject({ until: z.int().min(0).nullable() }) } } } },
  responses: answer,
});

/** POST alerts/{id}/acknowledge and alerts/{id}/silence. */
export function alertActionsRoutes(app: OpenAPIHono, { store, clock }: AppParts): void {
  app.openapi(acknowledgeRoute, async (context) =>
    context.json(statusOf(await acknowledge(store, context.req.valid("param").alertId, context.req.valid("json").by, clock.now())), 200),
  );
  app.openapi(silenceRoute, async (context) =>
    context.json(statusOf(await silence(store, context.req.valid("param").alertId, context.req.valid("json").until)), 200),
  );
}

function statusOf(alert: Awaited<ReturnType<typeof silence>>): z.infer<typeof done> {
  return { alertId: alert.alertId, acknowledgedBy: alert.acknowledgement?.by ?? null, silencedUntil: alert.silencedUntil };
}
