import { html } from "hono/html";
import { TidemarkError } from "../../errors.ts";
import type { Markup } from "../charts/svg.ts";
import { layout } from "./layout.ts";

/** What a page says when it cannot be made: why, and what to do. */
export function failurePage(error: unknown): { readonly status: 400 | 404 | 409 | 500 | 503; readonly page: Markup } {
  if (error instanceof TidemarkError && error.code === "notFound")
    return { status: 404, page: page(`There is no such ${/^(?:looking for|\w+ing) (alert|finding) /.exec(error.message)?.[1] ?? "model"}.`, error.message) };
  if (error instanceof TidemarkError && (error.code === "input" || error.code === "conflict"))
    return {
      status: error.code === "input" ? 400 : 409,
      page: page(error.code === "input" ? "That was not understood." : "That cannot be done.", `${error.message}.`),
    };
  if (error instanceof TidemarkError && error.retriable)
    return {
      status: 503,
      page: page(
        "The store is away.",
        `${error.message}. Captured traffic waits in the log and is not lost. See that ClickHouse runs and can be reached (/readyz asks it), then load this page again.`,
      ),
    };
  return { status: 500, page: page("This page could not be made.", "The fault is on our side; the log says what it was. The API may still answer.") };
}

function page(title: string, text: string): Markup {
  return layout({
    title: `${title} – Tidemark`,
    links: [{ href: "/", text: "All models" }],
    body: html`<h1>${title}</h1>
      <p class="lead">${text}</p>`,
  });
}
