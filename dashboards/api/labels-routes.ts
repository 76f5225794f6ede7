import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import type { AppParts } from "../app-parts.ts";
import { problem } from "../http/problem.ts";
import { createLabelWriter } from "./label-writer.ts";
import { labelItem, parseLabels } from "./parse-labels.ts";
import { problems } from "./schemas.ts";
import { splitBody } from "./split-body.ts";

const JSON_TYPES = /^application\/(json|x-ndjson|ndjson|jsonl|x-jsonlines)\b/;
const itemSchema = labelItem.openapi("Label");

const route = createRoute({
  method: "post",
  path: "/api/v1/labels",
  summary: "Ground truth of scored rows, as it becomes known",
  description:
    "One label, an array of them, or one a line (application/x-ndjson). Answered once the labels are durable. All or none are taken. The same again changes nothing; a later label of the same row revises it.",
  request: {
    headers: z.object({ "idempotency-key": z.string().min(1).max(256).optional() }),
    body: {
      required: true,
      content: {
        "application/json": { schema: z.union([itemSchema, z.array(itemSchema)]) },
        "application/x-ndjson": { schema: { type: "string", description: "One label a line" } },
      },
    },
  },
  responses: {
    202: {
      description: "Durable; `accepted` labels will be in the store shortly",
      content: { "application/json": { schema: z.object({ accepted: z.int() }) } },
    },
    ...problems(400, 409, 413, 415, 422, 503),
  },
});

/** POST labels. The body is checked here item by item, so that each error says which item is wrong. */
export function labelsRoutes(app: OpenAPIHono, { log, clock, wallNow = Date.now }: AppParts): void {
  const writer = createLabelWriter(log);
  app.openAPIRegistry.registerPath(route);
  app.post(route.path, async (context) => {
    const type = context.req.header("content-type") ?? "";
    if (!JSON_TYPES.test(type)) return problem(415, `reading labels: the content type is "${type}"; application/json or application/x-ndjson is right`);
    const split = splitBody(type, await context.req.text());
    if (!split.ok) return problem(400, "reading labels: the body cannot be read", { errors: split.errors });
    const parsed = parseLabels(split.items, clock.now(), wallNow());
    if (!parsed.ok) return problem(422, "reading labels: nothing was taken, since some items are not valid", { errors: parsed.errors });
    await writer.write(parsed.rows, context.req.header("idempotency-key"));
    return context.json({ accepted: parsed.rows.length }, 202);
  });
}
