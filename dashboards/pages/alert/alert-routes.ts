import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { acceptAlert } from "../../../alerts/accept/accept-alert.ts";
import { acknowledge, markFalseAlarm, silence } from "../../../alerts/store/acknowledge.ts";
import { TidemarkError } from "../../../errors.ts";
import type { Word } from "../../../alerts/lifecycle/alert-state.ts";
import type { AppParts, CountFalseAlarm } from "../../app-parts.ts";
import { allowedOrigin } from "../../http/allowed-host.ts";
import { problem } from "../../http/problem.ts";
import { SILENCES } from "./alert-forms.ts";
import { alertPage } from "./alert-page.ts";
import { alertPath } from "./alert-words.ts";
import { answerPage } from "../answer-page.ts";
import { loadAlert } from "./load-alert.ts";

/** `/alerts/{alertId}`, and what its forms post: `acknowledge`, `silence`, `false-alarm` and `accept`, each answered by the page again. */
export function alertRoutes(app: OpenAPIHono, parts: AppParts, countFalseAlarm: CountFalseAlarm): void {
  const { store, clock } = parts;
  app.get("/alerts/:alertId", (context) =>
    answerPage(context, parts, async () => {
      const data = await loadAlert(parts, context.req.param("alertId"));
      if (data === null)
        throw new TidemarkError(
          "notFound",
          `looking for alert ${context.req.param("alertId")}: there is none; the report of its model lists those that are known`,
        );
      return alertPage(data);
    }),
  );
  app.post("/alerts/:alertId/acknowledge", (context) =>
    posted(context, parts, async (alertId, form) => {
      await acknowledge(store, alertId, wordOf(form, "acknowledging", clock.now()));
    }),
  );
  app.post("/alerts/:alertId/silence", (context) =>
    posted(context, parts, async (alertId, form) => {
      const chosen = SILENCES.get(form.get("for") ?? "");
      if (chosen === undefined) throw new TidemarkError("input", `silencing: for how long is not said; one of ${[...SILENCES.keys()].join(", ")} is right`);
      const now = clock.now();
      await silence(store, alertId, chosen.ms === null ? null : now + chosen.ms, chosen.ms === null || !form.has("by") ? null : wordOf(form, "silencing", now));
    }),
  );
  app.post("/alerts/:alertId/false-alarm", (context) =>
    posted(context, parts, async (alertId, form) => {
      const withdrawn = form.get("withdrawn") === "true";
      await markFalseAlarm(store, alertId, withdrawn ? null : wordOf(form, "marking a false alarm", clock.now()));
      countFalseAlarm(withdrawn);
    }),
  );
  app.post("/alerts/:alertId/accept", async (context) => {
    const foreign = notOurs(context);
    return foreign ?? accepted(context, parts, context.req.param("alertId"));
  });
}

/** Longest reason, letters. */
const LONGEST_REASON = 1024;

/** Who says it, and why: the page asks for both, and takes a form that comes without a reason. */
function wordOf(form: URLSearchParams, doing: string, time: number): Word {
  const [by, why] = [(form.get("by") ?? "").trim(), (form.get("reason") ?? "").trim()];
  if (by === "" || by.length > 256) throw new TidemarkError("input", `${doing}: the name is empty or over 256 letters; say who you are`);
  if (why.length > LONGEST_REASON) throw new TidemarkError("input", `${doing}: the reason has ${why.length} letters; at most ${LONGEST_REASON} is right`);
  return { by, why, time };
}

/** What is wrong with the form is said in it, with what was typed. */
async function accepted(context: Context<object, "/alerts/:alertId/accept">, parts: AppParts, alertId: string): Promise<Response> {
  const form = new URLSearchParams(await context.req.text());
  const [by, from, to] = ["by", "from", "to"].map((name) => (form.get(name) ?? "").trim()) as [string, string, string];
  try {
    if (by === "" || by.length > 256)
      throw new TidemarkError("input", "accepting it as the new normal: the name is empty or over 256 letters; say who says so");
    const range = { ...(from === "" ? {} : { from }), ...(to === "" ? {} : { to }) };
    await acceptAlert({ ...parts, now: parts.clock.now(), wallNow: (parts.wallNow ?? Date.now)() }, { alertId, by, ...range });
  } catch (error) {
    if (!(error instanceof TidemarkError) || (error.code !== "input" && error.code !== "conflict")) throw error;
    const why = error.message.replace(/^accepting [^:]*: /, "").replace(/\.$/, "");
    context.status(error.code === "input" ? 400 : 409);
    return answerPage(context, parts, async () => {
      const data = await loadAlert(parts, alertId);
      if (data === null) throw error;
      return alertPage(data, { why: why.charAt(0).toUpperCase() + why.slice(1), by, from, to });
    });
  }
  return context.redirect(`${alertPath({ alertId })}#accept`, 303);
}

async function posted(
  context: Context<object, "/alerts/:alertId/acknowledge" | "/alerts/:alertId/silence" | "/alerts/:alertId/false-alarm">,
  parts: AppParts,
  change: (alertId: string, form: URLSearchParams) => Promise<void>,
): Promise<Response> {
  const foreign = notOurs(context);
  if (foreign !== undefined) return foreign;
  const alertId = context.req.param("alertId");
  try {
    await change(alertId, new URLSearchParams(await context.req.text()));
  } catch (error) {
    // Who sent a form reads a page, whatever came of it.
    return answerPage(context, parts, () => Promise.reject(error));
  }
  return context.redirect(`${alertPath({ alertId })}#${context.req.path.split("/").at(-1) ?? ""}`, 303);
}

/** A form's browser names the page that it comes from; without that it may be another's, and nothing is changed: then the answer to it, else undefined. */
function notOurs(context: Context): Response | undefined {
  const origin = context.req.header("origin");
  if (origin !== undefined && allowedOrigin(origin, context.req.header("host") ?? new URL(context.req.url).host)) return undefined;
  return problem(403, "the form does not come from this server’s own page; open the alert here and send it again, or use POST /api/v1/alerts");
}
