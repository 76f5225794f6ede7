import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import { ANALYZERS, type Finding } from "../../analyzers/findings/finding.ts";
import type { AppParts } from "../app-parts.ts";
import { problem } from "../http/problem.ts";
import { queryFindings, type FindingQuery } from "../read/finding-query.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import { findingSchema, problems, timeRange } from "./schemas.ts";

const listRoute = createRoute({
  method: "get",
  path: "/api/v1/findings",
  operationId: "listFindings",
  tags: ["findings"],
  summary: "Verdicts, newest window first",
  request: {
    query: z.object({
      model: z.string().default(""),
      analyzer: z.enum(ANALYZERS).optional(),
      subject: z.string().default(""),
      verdict: findingSchema.shape.verdict.optional(),
      cursor: z.string().optional().openapi({ description: "`next` of the page before" }),
      ...timeRange,
    }),
  },
  responses: {
    200: {
      description: "Findings without evidence and inputs; `next` is null on the last page",
      content: { "application/json": { schema: z.object({ findings: z.array(findingSchema), next: z.string().nullable() }) } },
    },
    ...problems(400),
  },
});

const oneRoute = createRoute({
  method: "get",
  path: "/api/v1/findings/{findingId}",
  operationId: "getFinding",
  tags: ["findings"],
  summary: "One verdict with its evidence and what to read to compute it again",
  request: { params: z.object({ findingId: z.string().min(1) }) },
  responses: { 200: { description: "The finding", content: { "application/json": { schema: findingSchema } } }, ...problems(404) },
});

/** GET findings and findings/{id}. */
export function findingsRoutes(app: OpenAPIHono, { store }: AppParts): void {
  app.openapi(listRoute, async (context) => {
    const { cursor, from, to, analyzer, verdict, ...rest } = context.req.valid("query");
    const before = cursor === undefined ? undefined : decodeCursor(cursor);
    if (cursor !== undefined && before === undefined) return problem(400, "reading ?cursor=: not one of ours; take `next` of the page before") as never;
    const query: Partial<FindingQuery> = {
      ...rest,
      limit: rest.limit + 1,
      ...(analyzer && { analyzer }),
      ...(verdict && { verdict }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      ...(before && { before }),
    };
    const found = await queryFindings(store, query);
    const page = found.slice(0, rest.limit);
    const last = page.at(-1);
    return context.json({ findings: page.map(withoutEvidence), next: found.length > page.length && last ? encodeCursor(last) : null }, 200);
  });
  app.openapi(oneRoute, async (context) => {
    const { findingId } = context.req.valid("param");
    const [finding] = await queryFindings(store, { findingIds: [findingId], withEvidence: true, limit: 1 });
    if (!finding) return problem(404, `reading finding "${findingId}": there is none; GET /api/v1/findings lists them`) as never;
    return context.json({ ...finding, evidence: { ...finding.evidence }, inputs: { ...finding.inputs } }, 200);
  });
}

function withoutEvidence({ evidence: _evidence, inputs: _inputs, ...rest }: Finding): Omit<Finding, "evidence" | "inputs"> {
  return rest;
}
