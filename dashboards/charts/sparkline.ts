import { html } from "hono/html";
import { isBad } from "../../analyzers/findings/episodes.ts";
import type { Finding } from "../../analyzers/findings/finding.ts";
import { findingPath } from "../words/finding-path.ts";
import { measure, plural } from "../words/format.ts";
import { statisticInWords } from "../words/statistic-in-words.ts";
import { strengthOf } from "../words/strength.ts";
import type { ZonedTime } from "../words/zoned-time.ts";
import { slotsOf } from "./slots.ts";
import { at, chart, path, round, stepPath, type Markup, type Zone } from "./svg.ts";
import type { TimeAxis } from "./time-axis.ts";

const TOP = 4;

/** A statistic over its threshold by window, as steps with gaps where nothing was judged, the threshold dashed, what is beyond it thick, and a ring where it first crossed for good. @param options `zones`: at most so many places that name their window and lead to it; none by default */
export function sparkline(options: {
  history: readonly Finding[];
  axis: TimeAxis;
  time: ZonedTime;
  crossed: number | null;
  height?: number;
  zones?: number;
}): Markup {
  const { history, axis, time, crossed, height = 48, zones = 0 } = options;
  const strength = new Map(history.map((finding) => [finding, finding.verdict === "noData" ? null : strengthOf(finding)]));
  const judged = history.filter((finding) => strength.get(finding));
  const most = Math.max(...judged.map((finding) => strength.get(finding)?.ratio ?? 0), 1.25);
  const place = (finding: Finding): number | null => mapped(strength.get(finding)?.ratio, y);
  const y = (ratio: number): number => 2 * Math.round((height - 2 - (ratio / most) * (height - 2 - TOP)) / 2);
  const bad = judged.filter((finding) => isBad(finding));
  const ring = crossed === null ? undefined : judged.find((finding) => finding.windowStart >= crossed);
  return chart({
    height: height + 14,
    text: `${statisticInWords(judged.at(-1)?.statisticName ?? "statistic")} over ${plural(history.length, "window")}, at most ${measure(most)} times its threshold; ${bad.length === 0 ? "never beyond its threshold and material" : `${plural(bad.length, "window")} beyond`}${crossed === null ? "" : `, crossed ${time.moment(crossed)}`}`,
    plot: [
      html`<path class="axis" d="M0 ${height}H1000" />`,
      html`<path class="dash" d="M0 ${y(1)}H1000" />`,
      path("thin", steps(history, axis, place)),
      path(
        "overline",
        steps(history, axis, (finding) => (isBad(finding) ? place(finding) : null)),
      ),
    ],
    overlay: [
      ring ? html`<circle class="cross" cx="${at(axis.x(ring.windowStart))}" cy="${round(place(ring) ?? 0)}" r="4" />` : html``,
      ring === undefined || axis.x(ring.windowStart) > 90 ? html`<text x="0" y="${height + 12}">${time.day(axis.from)}</text>` : html``,
      ring === undefined || axis.x(ring.windowStart) < 910 ? html`<text x="100%" y="${height + 12}" class="end">${time.day(axis.to - 1)}</text>` : html``,
      ring && crossed !== null
        ? html`<text
            x="${at(axis.x(ring.windowStart))}"
            y="${height + 12}"
            class="${axis.x(ring.windowStart) < 90 ? "" : axis.x(ring.windowStart) > 910 ? "end" : "mid"}"
            >${time.moment(crossed)}</text
          >`
        : html``,
    ],
    zones: zones === 0 ? [] : windowZones(history, axis, time, zones),
  });
}

/** At most `most` places, each of which names its worst window and leads to it. */
export function windowZones(history: readonly Finding[], axis: TimeAxis, time: ZonedTime, most: number): Zone[] {
  return slotsOf(history, axis, most).flatMap(({ from, to, finding }) => {
    if (finding === null) return [];
    const strength = finding.verdict === "noData" ? null : strengthOf(finding);
    const text = `${time.range(finding.windowStart, finding.windowEnd)}: ${strength === null ? "not judged" : strength.text}`;
    return [{ x: axis.x(from), width: axis.x(to) - axis.x(from), text, href: findingPath(finding) }];
  });
}

const mapped = (value: number | undefined, place: (value: number) => number): number | null => (value === undefined ? null : place(value));

/** Runs of equal height are drawn as one: short paths for long histories. */
function steps(history: readonly Finding[], axis: TimeAxis, height: (finding: Finding) => number | null): string {
  const points: ([number, number] | null)[] = [];
  let end: number | null = null;
  for (const finding of history) {
    const y = height(finding);
    if (y === null || (end !== null && finding.windowStart > end)) points.push(null);
    if (y !== null) {
      const last = points.at(-1);
      if (last && Math.abs(last[1] - y) < 0.05) last[0] = axis.x(finding.windowEnd);
      else points.push([axis.x(finding.windowStart), y], [axis.x(finding.windowEnd), y]);
    }
    end = finding.windowEnd;
  }
  return stepPath(points);
}
