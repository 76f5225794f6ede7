import { readFileSync } from "node:fs";
import { STYLE, contentHash, readStyle } from "../pages/style.ts";

const SCRIPT = readFileSync(new URL("find.browser.js", import.meta.url), "utf8")
  .replaceAll(/^\s*\/\/.*$/gm, "")
  .replaceAll(/\n\s*/g, "\n")
  .trim();
const REPORT_STYLE = STYLE + readStyle(new URL("report.css", import.meta.url));

/** What a report's page carries: nothing is loaded, and nothing runs but its own script. */
export const PAGE_PARTS = {
  policy: `default-src 'none'; style-src '${contentHash(REPORT_STYLE)}'; script-src '${contentHash(SCRIPT)}'; img-src data:; base-uri 'none'; form-action 'none'`,
  style: `<style>${REPORT_STYLE}</style>`,
  script: `<script>${SCRIPT}</script>`,
} as const;
