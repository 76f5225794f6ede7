import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const EXECUTABLE = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Undefined when Debian's chromium is there, or when CI=true demands it; else why tests in a browser are skipped. */
export const noBrowser: string | undefined =
  existsSync(EXECUTABLE) || process.env["CI"] === "true" ? undefined : `no browser at ${EXECUTABLE}: apt-get install chromium, or set CHROMIUM to one`;

/** Debian's chromium without a window and without talking to anybody; close it when done. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
}
