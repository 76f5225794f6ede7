import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { TidemarkError } from "../../errors.ts";
import type { AppParts, CountFalseAlarm } from "../app-parts.ts";
import type { Markup } from "../charts/svg.ts";
import { alertRoutes } from "./alert/alert-routes.ts";
import { findingRoutes } from "./finding/finding-routes.ts";
import { glossaryPage } from "./glossary-page.ts";
import { answerPage } from "./answer-page.ts";
import { readComparison } from "./report/comparison.ts";
import { loadReport, type ReportData } from "./report/load-report.ts";
import { loadOverview, type OverviewAsked } from "./overview/load-overview.ts";
import { modelCards, overviewSentence } from "./overview/overview-view.ts";
import { overviewPage } from "./overview/overview-page.ts";
import { readPeriod } from "./report/period.ts";
import { reportJson } from "./report/report-json.ts";
import { reportPage } from "./report/report-page.ts";
import { reportView } from "./report/report-view.ts";

/** `/` (25 models, the worst first; `?page=` for more, `?q=` for those whose name has it), `/alerts/{alertId}` and `/reports/{model}` (also `.json`); `?period=24h|7d|30d|deployment`, or `?from=` and `?to=` (epoch milliseconds or ISO 8601), choose the period; `?compare=previous` or `version:V` holds it against something else than the baseline too. */
export function pagesRoutes(app: OpenAPIHono, parts: AppParts, countFalseAlarm: CountFalseAlarm): void {
  alertRoutes(app, parts, countFalseAlarm);
  findingRoutes(app, parts);
  app.get("/glossary", (context) => context.html(glossaryPage()));
  app.get("/", (context) =>
    answerPage(context, parts, async () => overview(parts, { page: pageAsked(context.req.query("page")), search: searchAsked(context.req.query("q")) })),
  );
  app.get("/reports/:name{.+\\.json}", async (context) => {
    const data = await reportOf(parts, context, context.req.param("name").replace(/\.json$/, ""));
    return context.json(reportJson(data, reportView(data)));
  });
  app.get("/reports/:name", (context) =>
    answerPage(context, parts, async () => {
      const data = await reportOf(parts, context, context.req.param("name"));
      return reportPage(data, reportView(data));
    }),
  );
}

async function overview(parts: AppParts, asked: OverviewAsked): Promise<Markup> {
  const data = await loadOverview(parts, asked);
  const cards = modelCards(data);
  return overviewPage(overviewSentence(cards, asked.page === 1 && asked.search === "" ? data.after : []), cards, data);
}

function pageAsked(text = "1"): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new TidemarkError("input", `reading ?page=${text.slice(0, 20)}: not a page; 1 or more is right`);
  return Number(text);
}

function searchAsked(text = ""): string {
  if (text.length > MOST_LETTERS)
    throw new TidemarkError("input", `reading ?q=: ${text.length} letters; part of a model's name, at most ${MOST_LETTERS} letters, is right`);
  return text.trim();
}

/** Of what is searched for. */
const MOST_LETTERS = 200;

async function reportOf(parts: AppParts, context: Context, model: string): Promise<ReportData> {
  const data = await loadReport(
    parts,
    model,
    readPeriod((name) => context.req.query(name)),
    readComparison(context.req.query("compare")),
  );
  if (data === null)
    throw new TidemarkError("notFound", `looking for model "${model}": it is not watched and has sent nothing; the overview lists those that are known`);
  return data;
}
