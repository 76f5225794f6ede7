import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** The one style sheet, carried in every page. */
export const STYLE = readFileSync(new URL("style.css", import.meta.url), "utf8");

/** Names it in the content security policy: `sha256-…`. */
export const STYLE_HASH = `sha256-${createHash("sha256").update(STYLE).digest("base64")}`;
