import { html } from "hono/html";
import type { Markup } from "./svg.ts";

/** A piece of a line, for a legend. */
export function swatch(className: string): Markup {
  return html`<svg class="chart" width="20" height="10" aria-hidden="true"><path class="${className}" d="M0 5H20" /></svg>`;
}

/** A piece of the reference's grey area, for a legend. */
export function areaSwatch(): Markup {
  return html`<svg class="chart" width="20" height="10" aria-hidden="true"><path class="ref" d="M0 0h20v10h-20z" /></svg>`;
}
