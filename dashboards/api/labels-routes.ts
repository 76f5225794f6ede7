import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import type { AppParts } from "../app-parts.ts";
import { problem } from "../http/problem.ts";
import type { ProblemError } from "../http/problem.ts";
import { createLabelWriter } from "./label-writer.ts";
import { labelItem, parseLabels } from "./parse-labels.ts";
import { problems } from "./schemas.ts";
import { splitBody } from "./split-body.ts";

const MOST_KEY_CHARACTERS = 256;
const JSON_TYPES = /^application\/(json|x-ndjson|ndjson|jsonl|x-jsonlines)\b/;
const { model, requestId, keys, label, rowNumber, withdrawn, observedTime, source } = labelItem.shape;
/** As a client sends it. What may be left out has no `default` in the document: generated clients would then ask for it. */
const itemSchema = labelItem
  .extend({
    model: model.describe("The model that answered"),
    requestId: requestId.describe("Of the request whose row it is; left out where keys are given"),
    rowNumber: rowNumber.describe("Row of that request; left out: 0"),
    keys: keys.describe("In place of a request's id: by name, values of the features or tags of models[].labels.key"),
    label: label.describe("A class or a number; may be left out of one that is withdrawn"),
    withdrawn: withdrawn.unwrap().optional().describe("true: takes the row's label back, as if there had been none"),
    observedTime: observedTime.describe("When the truth was known, epoch milliseconds or ISO 8601; left out: now"),
    source: source.unwrap().optional().describe("Who says so; left out: api"),
  })
  .openapi("Label");

const route = createRoute({
  method: "post",
  path: "/api/v1/labels",
  operationId: "sendLabels",
  tags: ["labels"],
  summary: "Ground truth of scored rows, as it becomes known",
  description:
    "One label, an array of them, or one a line (application/x-ndjson). Answered once the labels are durable. All or none are taken. The same again changes nothing; a later label of the same row revises it, withdrawn: true takes it back.",
  request: {
    headers: z.object({ "idempotency-key": z.string().min(1).max(MOST_KEY_CHARACTERS).optional() }),
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
    ...problems(400, 409, 413, 415, 422, 429),
  },
});

/** POST labels. The body is checked here item by item, so that each error says which item is wrong. */
export function labelsRoutes(app: OpenAPIHono, { log, clock, config, models, meter, labelPrivacy, wallNow = Date.now }: AppParts): void {
  const schemas = new Map(models.map(({ schema }) => [schema.name, schema]));
  const writer = createLabelWriter(log);
  const taken = meter.createCounter("tidemark.labels.taken", { description: "Labels that are durable." });
  const delay = meter.createHistogram("tidemark.labels.delay", {
    unit: "s",
    description: "From when a truth was known to when its label came.",
    advice: { explicitBucketBoundaries: [60, 3_600, 21_600, 86_400, 604_800, 2_592_000] },
  });
  const refused = meter.createCounter("tidemark.labels.refused", { description: "Bodies of labels that were refused, by reason." });
  const refuse = (reason: string, status: number, detail: string, errors?: readonly ProblemError[]) => {
    refused.add(1, { reason });
    return problem(status, detail, errors === undefined ? {} : { errors });
  };
  app.openAPIRegistry.registerPath(route);
  app.post(route.path, async (context) => {
    const type = context.req.header("content-type") ?? "";
    if (!JSON_TYPES.test(type))
      return refuse("mediaType", 415, `reading labels: the content type is "${type.slice(0, 100)}"; application/json or application/x-ndjson is right`);
    const coding = context.req.header("content-encoding") ?? "identity";
    if (coding.toLowerCase() !== "identity")
      return refuse("mediaType", 415, `reading labels: the body is packed by "${coding.slice(0, 100)}"; a body as it is would be right`);
    const key = context.req.header("idempotency-key");
    if (key !== undefined && (key === "" || key.length > MOST_KEY_CHARACTERS))
      return refuse("invalid", 400, `reading labels: Idempotency-Key has ${key.length} characters; expected 1 to ${MOST_KEY_CHARACTERS}`);
    const parsed = await parseLabels(splitBody(type, await context.req.text()), {
      maxItems: config.maxLabels,
      now: clock.now(),
      received: wallNow(),
      schemas,
      privacy: labelPrivacy,
    });
    if (parsed.kind === "tooMany")
      return refuse("tooMany", 413, `reading labels: there are more than ${config.maxLabels}; send them in parts, or raise dashboards.maxLabels`);
    if (parsed.kind === "unreadable") return refuse(parsed.kind, 400, "reading labels: the body cannot be read", parsed.errors);
    if (parsed.kind === "invalid") return refuse("invalid", 422, "reading labels: nothing was taken, since some items are not valid", parsed.errors);
    await writer.write(parsed.rows, key).catch((error: unknown) => {
      refused.add(1, { reason: "notWritten" });
      throw error;
    });
    taken.add(parsed.rows.length);
    for (const row of parsed.rows) delay.record(Math.max(0, (row.received_time - row.observed_time) / 1_000));
    return context.json({ accepted: parsed.rows.length }, 202);
  });
}
