import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import { acceptAlert } from "../../alerts/accept/accept-alert.ts";
import { acceptedJson } from "../../alerts/accept/accepted-json.ts";
import { acknowledge, markFalseAlarm, silence } from "../../alerts/store/acknowledge.ts";
import type { AppParts, CountFalseAlarm } from "../app-parts.ts";
import { problems } from "./schemas.ts";

const params = z.object({ alertId: z.string().min(1) });
const by = z.string().min(1).max(256);
const reason = z.string().max(1024).describe("Why: kept, and shown wherever the alert is");
const done = z.object({
  alertId: z.string(),
  acknowledgedBy: z.string().nullable(),
  silencedUntil: z.int().nullable().describe("Epoch milliseconds of event time; null: not silenced"),
});
const word = z.object({ by: z.string(), time: z.int().describe("Event time, epoch milliseconds"), reason: z.string() });
const answer = { 200: { description: "As it stands now", content: { "application/json": { schema: done } } }, ...problems(400, 404, 409, 413, 429) };

const acknowledgeRoute = createRoute({
  method: "post",
  path: "/api/v1/alerts/{alertId}/acknowledge",
  operationId: "acknowledgeAlert",
  tags: ["alerts"],
  summary: "Somebody looks after it: no more messages until it is resolved",
  request: { params, body: { required: true, content: { "application/json": { schema: z.strictObject({ by, reason: reason.default("") }) } } } },
  responses: answer,
});

const silenceRoute = createRoute({
  method: "post",
  path: "/api/v1/alerts/{alertId}/silence",
  operationId: "silenceAlert",
  tags: ["alerts"],
  summary: "No message until a moment of event time; null ends the silence",
  request: {
    params,
    body: {
      required: true,
      content: { "application/json": { schema: z.strictObject({ until: z.int().min(0).nullable(), by: by.optional(), reason: reason.default("") }) } },
    },
  },
  responses: answer,
});

const falseAlarmRoute = createRoute({
  method: "post",
  path: "/api/v1/alerts/{alertId}/false-alarm",
  operationId: "markFalseAlarm",
  tags: ["alerts"],
  summary: "Somebody says that nothing was wrong: shown and counted; no verdict changes, nobody is told less. One that is resolved too",
  request: {
    params,
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({ by, reason: reason.default(""), withdrawn: z.boolean().default(false).describe("True takes the mark back") }),
        },
      },
    },
  },
  responses: {
    200: {
      description: "As it stands now",
      content: { "application/json": { schema: z.object({ alertId: z.string(), falseAlarm: word.nullable() }) } },
    },
    ...problems(400, 404, 409, 413, 429),
  },
});

const day = z.string().max(40).describe("A local day of the monitor's zone, 2026-01-31");

const acceptRoute = createRoute({
  method: "post",
  path: "/api/v1/alerts/{alertId}/accept",
  operationId: "acceptAlert",
  tags: ["alerts"],
  summary:
    "This is the new normal: a baseline of days that were served, pinned for windows from the alert's beginning on; the alert is resolved and everybody is told",
  request: {
    params,
    body: {
      required: true,
      content: {
        "application/json": {
          schema: z.strictObject({
            by,
            from: day.optional().describe("First day; default: when the alert began"),
            to: day.optional().describe("Last day, included; default: the last whole one that was judged"),
          }),
        },
      },
    },
  },
  responses: {
    200: {
      description: "The new baseline",
      content: {
        "application/json": {
          schema: z.object({
            alertId: z.string(),
            acceptedBy: z.string(),
            since: z.int().describe("Windows that end after it are compared with the baseline, epoch milliseconds"),
            baseline: z.object({ id: z.string(), name: z.string(), rows: z.int(), days: z.int() }),
            alsoAccepted: z.array(z.string()).describe("Other open alerts that are well by it"),
          }),
        },
      },
    },
    ...problems(400, 404, 409, 413, 429),
  },
});

/** POST alerts/{id}/acknowledge, alerts/{id}/silence, alerts/{id}/false-alarm and alerts/{id}/accept. */
export function alertActionsRoutes(app: OpenAPIHono, parts: AppParts, countFalseAlarm: CountFalseAlarm): void {
  const { store, clock } = parts;
  app.openapi(acceptRoute, async (context) => {
    const { by, from, to } = context.req.valid("json");
    const range = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    const times = { now: clock.now(), wallNow: (parts.wallNow ?? Date.now)() };
    return context.json(acceptedJson(await acceptAlert({ ...parts, ...times }, { alertId: context.req.valid("param").alertId, by, ...range })), 200);
  });
  app.openapi(acknowledgeRoute, async (context) => {
    const { by: who, reason: why } = context.req.valid("json");
    return context.json(statusOf(await acknowledge(store, context.req.valid("param").alertId, { by: who, why: why.trim(), time: clock.now() })), 200);
  });
  app.openapi(silenceRoute, async (context) => {
    const { until, by: who, reason: why } = context.req.valid("json");
    const said = who === undefined ? null : { by: who, why: why.trim(), time: clock.now() };
    return context.json(statusOf(await silence(store, context.req.valid("param").alertId, until, said)), 200);
  });
  app.openapi(falseAlarmRoute, async (context) => {
    const { by: who, reason: why, withdrawn } = context.req.valid("json");
    const said = withdrawn ? null : { by: who, why: why.trim(), time: clock.now() };
    const { alertId, falseAlarm } = await markFalseAlarm(store, context.req.valid("param").alertId, said);
    countFalseAlarm(withdrawn);
    return context.json({ alertId, falseAlarm: falseAlarm && { by: falseAlarm.by, time: falseAlarm.time, reason: falseAlarm.why } }, 200);
  });
}

function statusOf(alert: Awaited<ReturnType<typeof silence>>): z.infer<typeof done> {
  return { alertId: alert.alertId, acknowledgedBy: alert.acknowledgement?.by ?? null, silencedUntil: alert.silencedUntil };
}
