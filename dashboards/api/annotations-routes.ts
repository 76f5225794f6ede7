import { createHash } from "node:crypto";
import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import { TidemarkError } from "../../errors.ts";
import type { AppParts } from "../app-parts.ts";
import { queryAnnotations } from "../read/annotation-query.ts";
import { problems, timeRange } from "./schemas.ts";

const KINDS = ["deployment", "incident", "event"] as const;
const moment = z.union([
  z.int().min(0).max(4_102_444_800_000).describe("Epoch milliseconds"),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
]);

const given = z.strictObject({
  model: z.string().max(256).default("").describe("Empty: every model"),
  kind: z.enum(KINDS).default("event"),
  time: moment.optional().describe("Default: now"),
  until: moment.optional().describe("End of what lasted"),
  text: z.string().trim().min(1).max(1024),
  injected: z.boolean().default(false).describe("Put in on purpose: what it caused is marked so"),
  by: z.string().max(256).default(""),
});

const record = z.object({
  annotationId: z.string(),
  model: z.string(),
  kind: z.enum(KINDS),
  time: z.int(),
  until: z.int().nullable(),
  text: z.string(),
  injected: z.boolean(),
  by: z.string(),
});

const addRoute = createRoute({
  method: "post",
  path: "/api/v1/annotations",
  operationId: "addAnnotation",
  tags: ["annotations"],
  summary: "Something happened: marked on every time axis of its model",
  request: { body: { required: true, content: { "application/json": { schema: given } } } },
  responses: {
    200: { description: "As it is kept; the same sent again is the same annotation", content: { "application/json": { schema: record } } },
    ...problems(400, 413, 429),
  },
});

const listRoute = createRoute({
  method: "get",
  path: "/api/v1/annotations",
  operationId: "listAnnotations",
  tags: ["annotations"],
  summary: "What happened, newest first: what was sent, not the configuration's own",
  request: { query: z.object({ model: z.string().default(""), ...timeRange }) },
  responses: {
    200: { description: "Annotations", content: { "application/json": { schema: z.object({ annotations: z.array(record) }) } } },
    ...problems(400),
  },
});

/** POST and GET annotations. */
export function annotationsRoutes(app: OpenAPIHono, { store, clock, wallNow = Date.now }: AppParts): void {
  app.openapi(addRoute, async (context) => {
    const { time = clock.now(), until = null, ...rest } = context.req.valid("json");
    if (until !== null && until <= time) throw new TidemarkError("input", "adding an annotation: it ends before it begins; until after time is right");
    const annotationId = createHash("sha256")
      .update(JSON.stringify([rest.model, rest.kind, time, rest.text]))
      .digest("hex")
      .slice(0, 32);
    const { by, ...kept } = rest;
    await store.insert("annotations", [{ annotation_id: annotationId, ...kept, time, until_time: until, given_by: by, received_time: wallNow() }]);
    return context.json({ annotationId, ...rest, time, until }, 200);
  });
  app.openapi(listRoute, async (context) => {
    const { model, from, to, limit } = context.req.valid("query");
    const annotations = await queryAnnotations(store, { model, limit, ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
    return context.json({ annotations }, 200);
  });
}
