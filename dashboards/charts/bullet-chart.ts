import { html } from "hono/html";
import type { Strength } from "../words/strength.ts";
import { boxesPath, chart, path, round, type Markup } from "./svg.ts";

const UNITS = 100;

/** A statistic as a bar against its threshold as a mark; over it the bar is orange. */
export function bulletChart(name: string, { value: statistic, limit: threshold, text }: Strength): Markup {
  const most = Math.max(statistic, threshold * 1.5, Number.MIN_VALUE);
  const x = (value: number): number => (value / most) * UNITS;
  return chart({
    height: 16,
    units: UNITS,
    text: `${name}: ${text}`,
    plot: [
      path("track", most > statistic ? boxesPath([[0, 4, UNITS, 8]]) : ""),
      path(statistic >= threshold ? "over" : "under", boxesPath([[0, 4, x(statistic), 8]])),
      html`<path class="limit" d="M${round(x(threshold))} 0V16" />`,
    ],
  });
}
