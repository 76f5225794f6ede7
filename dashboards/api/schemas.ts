import { z } from "@hono/zod-openapi";
import { ANALYZERS } from "../../analyzers/findings/finding.ts";

const time = z.int().describe("Epoch milliseconds");

const effect = z
  .object({ value: z.number(), low: z.number(), high: z.number(), unit: z.string() })
  .describe("Size of the change in the subject's own unit, with its 95 % interval");

/** One verdict as the API gives it: `Finding` of `analyzers/findings/finding.ts`; evidence and inputs only where one finding is asked for. */
export const findingSchema = z
  .object({
    findingId: z.string(),
    revision: z.int(),
    analyzer: z.enum(ANALYZERS),
    model: z.string(),
    version: z.string(),
    subject: z.string().describe("A feature, prediction, metric, error class or resource"),
    windowStart: time,
    windowEnd: time,
    judgedTime: time,
    verdict: z.enum(["ok", "drifted", "decayed", "failing", "degraded", "noData"]),
    material: z.boolean(),
    severity: z.enum(["none", "warning", "critical"]),
    cause: z.string().nullable(),
    summary: z.string(),
    statistic: z.number().nullable(),
    statisticName: z.string(),
    pValue: z.number().nullable(),
    threshold: z.number().nullable(),
    thresholdSource: z.string(),
    effect: effect.nullable(),
    coverage: z.number(),
    rows: z.int(),
    evidence: z.record(z.string(), z.unknown()).optional(),
    inputs: z.record(z.string(), z.unknown()).optional(),
  })
  .openapi("Finding");

/** Findings of one cause on one subject, without a gap. */
export const episodeSchema = z
  .object({
    analyzer: z.enum(ANALYZERS),
    model: z.string(),
    subject: z.string(),
    verdict: findingSchema.shape.verdict,
    cause: z.string().nullable(),
    severity: findingSchema.shape.severity,
    since: time.describe("Start of its first bad window; while an alert fires for it, of the first from the alert's start on"),
    earlier: time.nullable().describe("When it first came, where it has come and gone since without the alert that fires now"),
    until: time.nullable().describe("End of its last window; null while it lasts"),
    summary: z.string().describe("The worst window in one sentence"),
    worstFindingId: z.string(),
    injected: z.boolean().describe("Put in on purpose, by the configuration's annotations"),
  })
  .openapi("Episode");

const notificationSchema = z
  .object({
    notificationId: z.string(),
    alertId: z.string(),
    channel: z.string(),
    receiver: z.string(),
    status: z.enum(["pending", "delivered", "failed"]),
    attempts: z.int(),
    error: z.string(),
    event: z.string(),
    eventTime: time,
    updatedTime: time,
    subject: z.string(),
  })
  .openapi("Notification");

/** One incident with the messages sent for it. */
export const alertSchema = z
  .object({
    alertId: z.string(),
    name: z.string(),
    model: z.string(),
    subject: z.string(),
    analyzer: z.string(),
    cause: z.string(),
    severity: z.string(),
    state: z.enum(["pending", "firing", "resolved"]),
    summary: z.string(),
    startedTime: time,
    firedTime: time.nullable(),
    resolvedTime: time.nullable(),
    updatedTime: time,
    revision: z.int(),
    labels: z.record(z.string(), z.string()),
    notifications: z.array(notificationSchema),
  })
  .openapi("Alert");

/** A model that is watched or has sent traffic. */
export const modelSchema = z
  .object({
    model: z.string(),
    watched: z.boolean().describe("Whether the configuration watches it"),
    timeZone: z.string(),
    requests: z.int(),
    rows: z.int(),
    latest: time.nullable().describe("Event time of its newest request or finding"),
  })
  .openapi("Model");

/** RFC 9457. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.object({ detail: z.string(), pointer: z.string().optional() })).optional(),
  })
  .openapi("Problem");

const WRONG: Readonly<Record<number, string>> = {
  400: "The request is not one: a parameter or the body",
  401: "A bearer token is needed and was not sent, or is another: `dashboards.tokenFile` is set",
  403: "The Host header names another server, or a page of another origin asks",
  404: "There is no such thing",
  409: "It cannot be done as things stand",
  413: "The body is too large, or holds too many items",
  415: "The body's media type is none that is read",
  422: "Some items are not valid; nothing was taken",
  429: "Too many bodies are being read at once: send it again after `Retry-After` seconds",
  503: "The store or the log is away: send it again after `Retry-After` seconds",
  504: "The store did not answer within `dashboards.requestTimeout`",
};
/** What can be wrong with any request. */
const ALWAYS = [401, 403, 503, 504];

const seconds = { "Retry-After": { description: "Seconds until it is worth another try", schema: { type: "integer" as const } } };

interface ProblemAnswer {
  readonly description: string;
  readonly headers?: typeof seconds;
  readonly content: { readonly "application/problem+json": { readonly schema: typeof problemSchema } };
}

/** What may be wrong with a request, for every route's answers; what may be with any is among it. */
export const problems = (...statuses: readonly number[]): Record<number, ProblemAnswer> =>
  Object.fromEntries([...new Set([...statuses, ...ALWAYS])].map((status) => [status, problemAnswer(status)]));

function problemAnswer(status: number): ProblemAnswer {
  const waits = status === 429 || status === 503;
  return {
    description: WRONG[status] ?? "What was wrong",
    ...(waits ? { headers: seconds } : {}),
    content: { "application/problem+json": { schema: problemSchema } },
  };
}

const instant = z
  .union([
    z
      .string()
      .regex(/^\d{1,14}$/)
      .transform(Number),
    z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
    z.iso.date().transform((text) => Date.parse(text)),
  ])
  .openapi({ type: "string", description: "Epoch milliseconds, or ISO 8601", example: "2013-04-01T00:00:00Z" });

const limit = z.coerce.number().int().min(1).max(1000).default(100).openapi({ description: "At most so many" });

/** Filters by time, shared by the lists. */
export const timeRange = { from: instant.optional(), to: instant.optional(), limit };
