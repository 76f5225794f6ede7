import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const STYLE = readFileSync(new URL("style.css", import.meta.url), "utf8")
  .replaceAll(/\s*\n\s*/g, "")
  .replaceAll(/([:,{]) /g, "$1");

/** The one style sheet as its element, carried in every page; to the letter what the hash is of. */
export const STYLE_ELEMENT = `<style>${STYLE}</style>`;

/** Names it in the content security policy: `sha256-…`. */
export const STYLE_HASH = `sha256-${createHash("sha256").update(STYLE).digest("base64")}`;
