import { html, raw } from "hono/html";
import { isBad } from "../../analyzers/findings/episodes.ts";
import type { Finding } from "../../analyzers/findings/finding.ts";
import { findingPath } from "../words/finding-path.ts";
import { measure } from "../words/format.ts";
import { strengthOf } from "../words/strength.ts";
import type { ZonedTime } from "../words/zoned-time.ts";
import { levelOf } from "./heat-strip.ts";
import { slotsOf } from "./slots.ts";
import type { Markup } from "./svg.ts";
import type { TimeAxis } from "./time-axis.ts";

/** One row of the heat map as links, each to the verdict of its window, the worst of its windows where they are many: the darker, the further beyond its threshold; what counts is outlined. */
export function heatCells(history: readonly Finding[], axis: TimeAxis, time: ZonedTime, most: number): Markup {
  const cells = slotsOf(history, axis, most).map(({ finding }) => {
    const level = finding === null || finding.verdict === "noData" ? null : levelOf(finding);
    if (finding === null) return "<i></i>";
    const mark = level === null ? "n" : `${isBad(finding) ? "b" : "l"}${level}`;
    return `<a href=${findingPath(finding)} class=${mark} title="${cellText(finding, time)}"></a>`;
  });
  return html`<div class="cells">${raw(cells.join(""))}</div>`;
}

/** "7 May: 2.31 × its threshold". No text of the data's own: it goes into an attribute as it is. */
function cellText(finding: Finding, time: ZonedTime): string {
  const ratio = strengthOf(finding)?.ratio;
  return `${time.range(finding.windowStart, finding.windowEnd)}: ${finding.verdict === "noData" || ratio === undefined ? "not judged" : measure(ratio)}`;
}
