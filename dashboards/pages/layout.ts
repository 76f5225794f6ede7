import { html } from "hono/html";
import type { Markup } from "../charts/svg.ts";
import { STYLE_PATH } from "./style.ts";

/**
 * A whole page; works without scripts.
 * @param options `head`: what comes instead of the style sheet; `links`: without any there is no navigation; `script`: the element at the end, none by default.
 */
export function layout(options: {
  title: string;
  body: Markup | readonly Markup[];
  links?: readonly { readonly href: string; readonly text: string }[];
  footer?: Markup;
  head?: Markup;
  script?: Markup;
}): Markup {
  const { title, body, links = [], footer = html``, head = html`<link rel="stylesheet" href="${STYLE_PATH}" />`, script = html`` } = options;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${head}
      </head>
      <body>
        <a class="skip" href="#main">To the content</a>
        <header>
          <b>Tidemark</b>
          ${links.length > 0 ? html`<nav aria-label="Pages">${links.map((link, index) => html`${index > 0 ? " · " : ""}<a href="${link.href}">${link.text}</a>`)}</nav>` : ""}
        </header>
        <main id="main">${body}</main>
        <footer>${footer}</footer>
        ${script}
      </body>
    </html>`;
}

/** A part of a page under a heading of its own. */
export function section(id: string, title: string, body: Markup): Markup {
  return html`<section aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${body}
  </section> `;
}
