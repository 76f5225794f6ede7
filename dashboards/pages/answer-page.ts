import type { Context } from "hono";
import { messageOf } from "../../errors.ts";
import type { AppParts } from "../app-parts.ts";
import type { Markup } from "../charts/svg.ts";
import { requireStore } from "../read/require-store.ts";
import { failurePage } from "./failure-page.ts";

/** Without the templates' indentation, a tenth of the page; what is in `pre` keeps its own. */
function unindented(markup: { toString(): string }): string {
  const parts = markup.toString().split(/(<pre[ >][^]*?<\/pre>)/);
  return parts.map((part) => (part.startsWith("<pre") ? part : part.replaceAll(/\s*\n\s*/g, "\n"))).join("");
}

/** Makes a page and answers with it; what goes wrong is a page too. */
export async function answerPage(context: Context, { logger, store }: AppParts, make: () => Promise<Markup>): Promise<Response> {
  try {
    await requireStore(store);
    return context.html(unindented(await make()));
  } catch (error) {
    const failure = failurePage(error);
    if (failure.status >= 500) logger.error("making a page failed", { path: context.req.path, error: messageOf(error) });
    return context.html(await failure.page, failure.status);
  }
}
