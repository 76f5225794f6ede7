import { html } from "hono/html";
import type { Verification } from "../../../analyzers/verify/verify-findings.ts";
import { dataTable } from "../../charts/data-table.ts";
import type { Markup } from "../../charts/svg.ts";
import type { ZonedTime } from "../../words/zoned-time.ts";
import type { FindingData } from "./load-finding.ts";

/** From what window, baseline and code a verdict came, and a button that computes it again and says whether it comes out equal. */
export function recomputeSection({ finding, verification }: FindingData, time: ZonedTime): Markup {
  const { findingId, inputs, revision, judgedTime } = finding;
  const baseline = (inputs["baseline"] ?? {}) as { id?: unknown; name?: unknown };
  const facts: readonly (readonly [string, string])[] = [
    ["Window", `${time.minute(finding.windowStart)} to ${time.minute(finding.windowEnd)}, ${time.timeZone}`],
    [
      "Baseline",
      [baseline.name, typeof baseline.id === "string" ? baseline.id.slice(0, 12) : ""].filter((part) => typeof part === "string" && part !== "").join(" "),
    ],
    ["Code", text(inputs["codeVersion"])],
    ["Rule", text(inputs["rule"])],
    ["Judged", `${time.minute(judgedTime)} ${time.year(judgedTime)}, revision ${revision}`],
  ];
  return html`${verification === null ? "" : result(verification)}
    <dl class="facts">
      ${facts
        .filter(([, fact]) => fact !== "")
        .map(
          ([name, fact]) =>
            html`<div>
              <dt>${name}</dt>
              <dd>${fact}</dd>
            </div>`,
        )}
    </dl>
    <form method="get" action="/findings/${findingId}#recompute-title">
      <p><button name="recompute" value="yes">Compute it again</button></p>
    </form>
    <p class="small quiet">The same by hand: <code>tidemark verify ${findingId}</code></p>
    <details>
      <summary>All that it was judged from</summary>
      <pre tabindex="0" aria-label="Inputs">${JSON.stringify(inputs, undefined, 2)}</pre>
    </details>`;
}

function result({ outcome, reason, differences }: Verification): Markup {
  const said = {
    verified: "Equal to the last digit.",
    differs: "It comes out otherwise.",
    cannotVerify: "It cannot be computed again.",
  }[outcome];
  return html`<div class="note ${outcome === "verified" ? "calm" : ""}" role="status">
      <b>${said}</b> ${reason === null ? "" : `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`}
    </div>
    ${
      differences.length === 0
        ? ""
        : dataTable(
            "What differs",
            ["What", "Recorded", "Computed now"],
            differences.slice(0, 50).map(({ what, recorded, recomputed }) => [what, JSON.stringify(recorded) ?? "–", JSON.stringify(recomputed) ?? "–"]),
          )
    }`;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
