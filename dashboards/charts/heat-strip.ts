import { isBad } from "../../analyzers/findings/episodes.ts";
import type { Finding } from "../../analyzers/findings/finding.ts";
import { count, plural } from "../words/format.ts";
import { strengthOf } from "../words/strength.ts";
import { boxesPath, chart, path, type Markup } from "./svg.ts";
import type { TimeAxis } from "./time-axis.ts";

const HEIGHT = 20;
/** Statistic over threshold at which the next darker level begins. */
const LEVELS = [0.5, 0.75, 1, 1.5, 2.5, 5] as const;

/** Of what is beyond a threshold that has no place on its statistic’s scale. */
const JUST_BEYOND = 3;

/** A piece of a strip: the worst of its windows, of which `windows` were judged and `badWindows` count. Epoch milliseconds. */
export interface HeatPiece {
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly bad: boolean;
  /** Statistic over threshold; null where it has none. */
  readonly ratio: number | null;
  readonly windows: number;
  readonly badWindows: number;
}

/** One strip of an overview: how far beyond its threshold each piece is as a shade, pieces that count as bad outlined. */
export function heatStrip(name: string, pieces: readonly HeatPiece[], axis: TimeAxis): Markup {
  const shaded = pieces.filter(({ ratio, bad }) => ratio !== null || bad);
  const byLevel = Map.groupBy(shaded, ({ ratio, bad }) => shadeOf(ratio, bad) ?? 0);
  const bad = pieces.filter((piece) => piece.bad);
  const sum = (of: "windows" | "badWindows"): number => pieces.reduce((total, piece) => total + piece[of], 0);
  const box = ({ windowStart, windowEnd }: { windowStart: number; windowEnd: number }, inset: number) => {
    const x = axis.x(windowStart);
    return [x, 2 + inset, Math.max(0.5, axis.x(windowEnd) - x), HEIGHT - 4 - 2 * inset] as const;
  };
  return chart({
    height: HEIGHT,
    text: `${name}: ${plural(sum("windows"), "window")} judged, ${sum("badWindows") === 0 ? "none" : count(sum("badWindows"))} beyond threshold and material`,
    plot: [
      ...[...byLevel].map(([level, own]) => path(`h${level}`, thickPath(merged(own), axis))),
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
  return shadeOf(strengthOf(finding)?.ratio ?? null, isBad(finding));
}

function shadeOf(ratio: number | null, bad: boolean): number | null {
  if (ratio === null) return bad ? JUST_BEYOND : null;
  return LEVELS.filter((level) => ratio >= level).length;
}

/** Adjacent windows as one span. */
function merged(pieces: readonly Pick<HeatPiece, "windowStart" | "windowEnd">[]): { windowStart: number; windowEnd: number }[] {
  const spans: { windowStart: number; windowEnd: number }[] = [];
  for (const { windowStart, windowEnd } of pieces) {
    const last = spans.at(-1);
    if (last?.windowEnd === windowStart) last.windowEnd = windowEnd;
    else spans.push({ windowStart, windowEnd });
  }
  return spans;
}
