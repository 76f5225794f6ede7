import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** The text of a style sheet without what a browser does not need. */
export function readStyle(url: URL): string {
  return readFileSync(url, "utf8")
    .replaceAll(/\s*\n\s*/g, "")
    .replaceAll(/([:,{]) /g, "$1");
}

/** Names an element's text in the content security policy: `sha256-…`. */
export function contentHash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** The one style sheet. */
export const STYLE = readStyle(new URL("style.css", import.meta.url));

/** It as its element, carried in every page; to the letter what the hash is of. */
export const STYLE_ELEMENT = `<style>${STYLE}</style>`;

/** Names it in the content security policy: `sha256-…`. */
export const STYLE_HASH = contentHash(STYLE);
