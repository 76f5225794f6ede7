import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppParts } from "../app-parts.ts";

/** The OpenAPI document at `/openapi.json`; `token` where one is asked for. */
export function apiDocument(app: OpenAPIHono, parts: Pick<AppParts, "config" | "token">): void {
  app.openAPIRegistry.registerComponent("securitySchemes", TOKEN, {
    type: "http",
    scheme: "bearer",
    description: "What the file at `dashboards.tokenFile` holds",
  });
  app.doc31("/openapi.json", documentFrame(parts));
}

const TOKEN = "bearerToken";

/** What stands around the paths. */
export function documentFrame({ config, token }: Pick<AppParts, "config" | "token">) {
  return {
    openapi: "3.1.0",
    info: {
      title: "Tidemark",
      version: "1",
      description: "Verdicts on models in production, and the labels that they rest on.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [
      { url: "/", description: "Where this document was read" },
      ...(config.baseUrl === undefined ? [] : [{ url: config.baseUrl, description: "dashboards.baseUrl" }]),
    ],
    tags: [
      { name: "models", description: "What is watched, or has sent traffic" },
      { name: "findings", description: "Verdicts of drift, decay, errors and load, and the episodes that they make" },
      { name: "alerts", description: "Incidents, who was told, and what somebody said of them" },
      { name: "labels", description: "Ground truth, as it becomes known" },
      { name: "annotations", description: "What happened to a model, marked on its time axes" },
    ],
    // Without a token file none is needed, and one that is sent does no harm.
    security: token === undefined ? [{}, { [TOKEN]: [] }] : [{ [TOKEN]: [] }],
  };
}
