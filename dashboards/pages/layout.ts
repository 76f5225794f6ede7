import { html, raw } from "hono/html";
import type { Markup } from "../charts/svg.ts";
import { STYLE_ELEMENT } from "./style.ts";

/** A whole page; works without scripts and has none. */
export function layout(options: {
  title: string;
  body: Markup | readonly Markup[];
  links?: readonly { readonly href: string; readonly text: string }[];
  footer?: Markup;
}): Markup {
  const { title, body, links = [], footer = html`` } = options;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${raw(STYLE_ELEMENT)}
      </head>
      <body>
        <a class="skip" href="#main">To the content</a>
        <header>
          <b>Tidemark</b>
          <nav aria-label="Pages">${links.map((link, index) => html`${index > 0 ? " · " : ""}<a href="${link.href}">${link.text}</a>`)}</nav>
        </header>
        <main id="main">${body}</main>
        <footer>${footer}</footer>
      </body>
    </html>`;
}
