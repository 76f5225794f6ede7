import { html } from "hono/html";
import type { Markup } from "../../charts/svg.ts";
import { percent, plural } from "../../words/format.ts";
import { staleTexts } from "./ages-text.ts";
import type { ReportData } from "./load-report.ts";
import type { ReportView } from "./report-view.ts";

/** What keeps the report from saying more, each with its reason and what to do: no traffic, no watch, no baseline, too little coverage. */
export function notices(data: ReportData, { columns, time }: ReportView): Markup[] {
  const { listing, watched, baselines, traffic, findings } = data;
  const found: Markup[] = [];
  if (traffic.length === 0 && findings.length === 0)
    found.push(
      note(
        "No traffic yet.",
        `Nothing of ${listing.model} has come in this period. Send its requests through the sidecar (tidemark serve), or choose another period with ?from= and ?to=.`,
      ),
    );
  if (watched === null)
    found.push(note("Not watched.", `${listing.model} sends traffic, but no monitor is configured; add it under models: with a baseline to get verdicts.`));
  else if (baselines.length === 0 && findings.length === 0)
    found.push(
      note("No baseline yet.", "Columns are compared with the rows the model was trained on; name their file under baseline: or run tidemark baseline."),
    );
  const { unmatched, unknown: strange } = data.labels;
  if (unmatched > 0)
    found.push(
      note(
        "Labels without a row.",
        `${plural(unmatched, "label")} of the last week ${unmatched === 1 ? "matches" : "match"} no captured row; see that labels name the request id and row number that were served.`,
      ),
    );
  if (strange.rows > 0)
    found.push(
      note(
        "Unknown labels.",
        `${plural(strange.rows, "label")} of the last week ${strange.rows === 1 ? "is" : "are"} none of the classes and ${strange.rows === 1 ? "is" : "are"} left out: ${strange.examples.join(", ")}; declare classes: in the model's schema where there are others.`,
      ),
    );
  const stale = staleTexts(data.ages);
  if (stale.length > 0) found.push(note("Stale.", stale.join(" ")));
  const unknown = columns.filter((column) => column.history.at(-1)?.verdict === "noData");
  const low = unknown
    .map((column) => column.history.at(-1))
    .find((finding) => finding !== undefined && finding.coverage < (watched?.config.minCoverage ?? 0.9));
  if (low)
    found.push(
      note(
        "Coverage too low.",
        `Of the requests served ${time.range(low.windowStart, low.windowEnd)} only ${percent(low.coverage)} are at hand; ${percent(watched?.config.minCoverage ?? 0.9)} are needed. ${plural(unknown.length, "column")} cannot be judged. The books below say where the rest went.`,
      ),
    );
  return found;
}

/** A named state, why, and what to do. */
export function note(title: string, text: string): Markup {
  return html`<div class="note"><b>${title}</b> ${text}</div>`;
}
