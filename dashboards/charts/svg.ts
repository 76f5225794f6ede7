import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

/** A piece of a page, already escaped. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** Inner width of every plot's coordinates; the drawing is stretched to its place, the texts are not. */
export const WIDTH = 1000;

/** At most one decimal, no trailing zero: short paths. */
export function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** "12.3%": a place on the stretched axis, for texts and dots that keep their shape. */
export function at(x: number): string {
  return `${round(x / (WIDTH / 100))}%`;
}

/** A straight line through points; `null` leaves a gap. */
export function linePath(points: readonly (readonly [number, number] | null)[]): string {
  let pen = "M";
  return points
    .map((point) => {
      if (point === null) {
        pen = "M";
        return "";
      }
      const step = `${pen}${round(point[0])} ${round(point[1])}`;
      pen = "L";
      return step;
    })
    .join("");
}

/** Steps through points whose neighbours share an x or a y; x in whole units, so that long histories stay short. */
export function stepPath(points: readonly (readonly [number, number] | null)[]): string {
  let [lastX, lastY, path] = [Number.NaN, "", ""];
  for (const point of points) {
    if (point === null) {
      lastX = Number.NaN;
      continue;
    }
    const [x, y] = [Math.round(point[0]), round(point[1])];
    if (Number.isNaN(lastX)) path += `M${x} ${y}`;
    else path += `${x === lastX ? "" : `H${x}`}${y === lastY ? "" : `V${y}`}`;
    [lastX, lastY] = [x, y];
  }
  return path;
}

/** Boxes as one path: [x, y, width, height] each. */
export function boxesPath(boxes: readonly (readonly [number, number, number, number])[]): string {
  return boxes.map(([x, y, width, height]) => `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`).join("");
}

/**
 * A chart as wide as its place and `height` pixels high. `plot` is drawn in WIDTH × height and stretched sideways (lines keep their width); `overlay` (texts, dots, with `at`) is not.
 * @param text what it shows, for who does not see it.
 */
export function chart(options: {
  height: number;
  text: string;
  plot: Markup | readonly Markup[];
  overlay?: Markup | readonly Markup[];
  className?: string;
}): Markup {
  const { height, text, plot, overlay = "", className = "" } = options;
  return html`<svg class="chart ${className}" width="100%" height="${height}" role="img" aria-label="${text}">
    <svg viewBox="0 0 ${WIDTH} ${height}" width="100%" height="${height}" preserveAspectRatio="none">${plot}</svg>${overlay}
  </svg>`;
}

/** A path of one class; nothing for an empty path. */
export function path(className: string, d: string): Markup {
  return d === "" ? raw("") : html`<path class="${className}" d="${raw(d)}" />`;
}
