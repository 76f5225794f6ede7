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

/** Steps through points whose neighbours share an x or a y; in whole units from one to the next, and runs of one height as one piece, so that long histories stay short. */
export function stepPath(points: readonly (readonly [number, number] | null)[]): string {
  let [penX, x, y, path] = [Number.NaN, Number.NaN, Number.NaN, ""];
  const across = (to: number): string => (to === penX || Number.isNaN(to) ? "" : `h${to - penX}`);
  for (const point of points) {
    const [nextX, nextY] = point === null ? [Number.NaN, Number.NaN] : [Math.round(point[0]), Math.round(point[1])];
    if (point === null) path += across(x);
    else if (Number.isNaN(x)) path += `M${nextX} ${nextY}`;
    else if (nextY !== y) path += `${across(nextX)}v${nextY - y}`;
    if (point === null || Number.isNaN(x) || nextY !== y) penX = nextX;
    [x, y] = [nextX, nextY];
  }
  return path + across(x);
}

/** Boxes as one path: [x, y, width, height] each. */
export function boxesPath(boxes: readonly (readonly [number, number, number, number])[]): string {
  return boxes.map(([x, y, width, height]) => `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`).join("");
}

/** A place of a chart that says its value when it is pointed at or reached by keyboard, and leads somewhere. `x` and `width` in 0…WIDTH; `href` is one of ours, encoded. */
export interface Zone {
  readonly x: number;
  readonly width: number;
  readonly text: string;
  readonly href: string;
}

/**
 * A chart as wide as its place and `height` pixels high. `plot` is drawn in WIDTH × height and stretched sideways (lines keep their width); `overlay` (texts, dots, with `at`) is not.
 * @param options `text`: what it shows, for who does not see it; `units`: the plot's inner width, WIDTH by default; `zones`: where values can be read and followed.
 */
export function chart(options: {
  height: number;
  text: string;
  plot: Markup | readonly Markup[];
  overlay?: Markup | readonly Markup[];
  className?: string;
  units?: number;
  zones?: readonly Zone[];
}): Markup {
  const { height, text, plot, className = "", units = WIDTH, zones = [] } = options;
  const overlay = zones.length > 0 ? (options.overlay ?? []) : (options.overlay ?? null);
  const stretched = html`viewBox="0 0 ${units} ${height}" preserveAspectRatio="none"`;
  if (overlay === null)
    return html`<svg class="chart${className && ` ${className}`}" width="100%" height="${height}" ${stretched} role="img" aria-label="${text}">${plot}</svg>`;
  return html`<svg
    class="chart${className && ` ${className}`}"
    width="100%"
    height="${height}"
    role="${zones.length > 0 ? "group" : "img"}"
    aria-label="${text}"
  >
    <svg ${stretched}>${plot}</svg>${overlay}${zones.map((zone) => zoneMark(zone, height))}
  </svg>`;
}

/** The text stands at the chart's top, within it. Written short, since a report has hundreds. */
function zoneMark({ x, width, text, href }: Zone, height: number): Markup {
  const middle = x + width / 2;
  const [place, anchor] = middle < WIDTH / 4 ? [x, ""] : middle > (3 * WIDTH) / 4 ? [x + width, " class=end"] : [middle, " class=mid"];
  const box = `<a class=z href="${href}"><rect x=${at(x)} width=${at(width)} height=${height} /><text x=${at(place)} y=11${anchor}>`;
  return html`${raw(box)}${text}${raw("</text></a>")}`;
}

/** A path of one class; nothing for an empty path. */
export function path(className: string, d: string): Markup {
  return d === "" ? raw("") : html`<path class="${className}" d="${raw(d)}" />`;
}
