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

/** Where it is served: named by its content, so that a browser may keep it for good. */
export const STYLE_PATH = `/style-${createHash("sha256").update(STYLE).digest("hex").slice(0, 16)}.css`;
