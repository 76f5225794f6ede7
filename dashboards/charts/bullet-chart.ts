import { html } from "hono/html";
import type { Strength } from "../pages/strength.ts";
import { WIDTH, boxesPath, chart, path, round, type Markup } from "./svg.ts";

/** A statistic as a bar against its threshold as a mark; over it the bar is orange. */
export function bulletChart(name: string, { value: statistic, limit: threshold, text }: Strength): Markup {
  const most = Math.max(statistic, threshold * 1.5, Number.MIN_VALUE);
  const x = (value: number): number => (value / most) * WIDTH;
  return chart({
    height: 16,
    text: `${name}: ${text}`,
    plot: [
      path("track", boxesPath([[0, 4, WIDTH, 8]])),
      path(statistic >= threshold ? "over" : "under", boxesPath([[0, 4, x(statistic), 8]])),
      html`<path class="limit" d="M${round(x(threshold))} 0V16" />`,
    ],
  });
}
