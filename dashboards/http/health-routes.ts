import type { OpenAPIHono } from "@hono/zod-openapi";
import { messageOf } from "../../errors.ts";
import type { AppParts } from "../app-parts.ts";
import { requireStore } from "../read/require-store.ts";
import { problem } from "./problem.ts";

/** `/healthz` (the process answers), `/readyz` (the store answers too), `/metrics` (Prometheus). */
export function healthRoutes(app: OpenAPIHono, { store, metrics, logger }: AppParts): void {
  app.get("/healthz", (context) => context.text("ok\n"));
  app.get("/readyz", async (context) => {
    try {
      await requireStore(store);
      return context.text("ready\n");
    } catch (error) {
      logger.warn("not ready: the store does not answer", { error: messageOf(error) });
      return problem(503, `${messageOf(error)}; see that ClickHouse runs and can be reached`, { headers: { "retry-after": "5" } });
    }
  });
  app.get("/metrics", async (context) => context.body(await metrics(), 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }));
}
