import { isBad } from "../../analyzers/findings/episodes.ts";
import type { Finding } from "../../analyzers/findings/finding.ts";
import { plural } from "../words/format.ts";
import { strengthOf } from "../words/strength.ts";
import { boxesPath, chart, path, type Markup } from "./svg.ts";
import type { TimeAxis } from "./time-axis.ts";

const HEIGHT = 20;
/** Statistic over threshold at which the next darker level begins. */
const LEVELS = [0.5, 0.75, 1, 1.5, 2.5, 5] as const;

/** Of what is beyond a threshold that has no place on its statistic’s scale. */
const JUST_BEYOND = 3;

/** One row of the heat map: each window's statistic over its threshold as a shade, windows that count as bad outlined. */
export function heatStrip(name: string, history: readonly Finding[], axis: TimeAxis): Markup {
  const judged = history.filter((finding) => finding.verdict !== "noData" && levelOf(finding) !== null);
  const byLevel = Map.groupBy(judged, levelOf);
  const bad = history.filter(isBad);
  const box = ({ windowStart, windowEnd }: { windowStart: number; windowEnd: number }, inset: number) => {
    const x = axis.x(windowStart);
    return [x, 2 + inset, Math.max(0.5, axis.x(windowEnd) - x), HEIGHT - 4 - 2 * inset] as const;
  };
  return chart({
    height: HEIGHT,
    text: `${name}: ${plural(judged.length, "window")} judged, ${bad.length === 0 ? "none" : bad.length} beyond threshold and material`,
    plot: [
      ...[...byLevel].map(([level, findings]) => path(`h${level ?? 0}`, thickPath(merged(findings), axis))),
      path("out", boxesPath(merged(bad).map((span) => box(span, -1)))),
    ],
  });
}

/** Each span as a piece of one line as thick as the row: the shortest way to write many boxes. */
function thickPath(spans: readonly { windowStart: number; windowEnd: number }[], axis: TimeAxis): string {
  return spans
    .map(({ windowStart, windowEnd }) => {
      const x = Math.round(axis.x(windowStart));
      return `M${x} ${HEIGHT / 2}h${Math.max(1, Math.round(axis.x(windowEnd)) - x)}`;
    })
    .join("");
}

/** 0 to 6: well under the threshold to five times it and more. */
export function levelOf(finding: Finding): number | null {
  const ratio = strengthOf(finding)?.ratio;
  if (ratio === undefined) return isBad(finding) ? JUST_BEYOND : null;
  return LEVELS.filter((level) => ratio >= level).length;
}

/** Adjacent windows as one span. */
function merged(findings: readonly Finding[]): { windowStart: number; windowEnd: number }[] {
  const spans: { windowStart: number; windowEnd: number }[] = [];
  for (const { windowStart, windowEnd } of findings) {
    const last = spans.at(-1);
    if (last?.windowEnd === windowStart) last.windowEnd = windowEnd;
    else spans.push({ windowStart, windowEnd });
  }
  return spans;
}
