import { html } from "hono/html";
import type { Markup } from "../../charts/svg.ts";

/** Gives out ids once each: an attribute for the first place that asks for a name, nothing for the next. */
export type Anchors = (name: string) => Markup;

/** The ids of one page; messages link to a subject by its name, so subjects get theirs as they are. */
export function createAnchors(): Anchors {
  const taken = new Set(["main"]);
  return (name) => {
    if (taken.has(name)) return html``;
    taken.add(name);
    return html`id="${name}"`;
  };
}
