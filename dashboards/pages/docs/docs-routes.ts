import type { OpenAPIHono } from "@hono/zod-openapi";
import { documentFrame } from "../../api/api-document.ts";
import type { AppParts } from "../../app-parts.ts";
import { docsPage } from "./docs-page.ts";
import type { ApiDocument } from "./operations-of.ts";

/** `/docs`: the API in words. It needs no store. */
export function docsRoutes(app: OpenAPIHono, parts: Pick<AppParts, "config" | "token">): void {
  app.get("/docs", (context) => {
    // As it is sent: JSON.
    const document = JSON.parse(JSON.stringify(app.getOpenAPI31Document(documentFrame(parts)))) as ApiDocument;
    return context.html(docsPage(document, parts.config.baseUrl ?? new URL(context.req.url).origin, parts.token !== undefined));
  });
}
