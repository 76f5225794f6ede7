import type { OpenAPIHono } from "@hono/zod-openapi";
import { TidemarkError } from "../../../errors.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import type { AppParts } from "../../app-parts.ts";
import { answerPage } from "../answer-page.ts";
import { findFinding, loadFinding, referenceSide, windowSide } from "./load-finding.ts";
import { findingPage } from "./finding-page.ts";
import { rowsCsv } from "./rows-table.ts";

/** `/findings/{id}` (`?recompute=yes` judges it again), `/f/{beginning of an id}` for short, and the rows of either side as CSV. */
export function findingRoutes(app: OpenAPIHono, parts: AppParts): void {
  for (const path of ["/findings/:findingId", "/f/:findingId"] as const)
    app.get(path, (context) =>
      answerPage(context, parts, async () => {
        const finding = await known(parts, context.req.param("findingId"));
        return findingPage(await loadFinding(parts, finding, context.req.query("recompute") !== undefined));
      }),
    );
  app.get("/findings/:findingId/rows.csv", async (context) => {
    const side = context.req.query("side") ?? "window";
    if (side !== "window" && side !== "reference")
      throw new TidemarkError("input", `reading ?side=${side.slice(0, 20)}: there is no such side; window or reference is right`);
    const finding = await known(parts, context.req.param("findingId"));
    const { rows } = await (side === "window" ? windowSide : referenceSide)(parts, finding);
    return context.body(rowsCsv(rows), 200, {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${finding.findingId.slice(0, 12)}-${side}.csv"`,
    });
  });
}

async function known(parts: AppParts, id: string): Promise<Finding> {
  const finding = await findFinding(parts, id);
  if (finding === null)
    throw new TidemarkError("notFound", `looking for finding ${id.slice(0, 64)}: there is none; the report of its model leads to those that are`);
  return finding;
}
