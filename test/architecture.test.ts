import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");

/** Who may import whom, besides itself (docs/architecture.md). A room not named here may import anything but `commands` and `main`. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "errors.ts": [],
  "plugins.ts": ["errors.ts"],
  "telemetry.ts": ["errors.ts"],
  collector: ["errors.ts", "plugins.ts", "telemetry.ts"],
  serving: ["errors.ts", "plugins.ts", "telemetry.ts", "collector"],
  analyzers: ["errors.ts", "plugins.ts", "telemetry.ts", "collector"],
  alerts: ["errors.ts", "plugins.ts", "telemetry.ts", "collector", "analyzers"],
  dashboards: ["errors.ts", "plugins.ts", "telemetry.ts", "collector", "analyzers", "alerts"],
  "config/config.ts": ["config/mistakes.ts", "config/variables.ts", "errors.ts", "collector", "serving", "analyzers", "alerts", "dashboards"],
  demo: ["errors.ts", "telemetry.ts", "collector", "serving", "analyzers", "alerts", "dashboards", "config/config.ts"],
  commands: ["errors.ts", "plugins.ts", "telemetry.ts", "collector", "serving", "analyzers", "alerts", "dashboards", "config/config.ts", "demo"],
};

/** What `serving` may see of the collector. */
const SERVING_SEES = ["collector/events", "collector/log", "collector/clock.ts", "collector/duration.ts"];

const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !/^(node_modules|dist|test|bench|\.)/.test(file))
  .map((file) => file.split(sep).join("/"));

function relativeImports(file: string): string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((match) => match[1] ?? "");
  return specifiers.map((specifier) =>
    normalize(join(dirname(file), specifier))
      .split(sep)
      .join("/"),
  );
}

const roomOf = (file: string): string => file.split("/")[0] ?? file;

describe("imports point one way", () => {
  test.each(files.filter((file) => roomOf(file) in MAY_IMPORT))("%s", (file) => {
    const room = roomOf(file);
    const strangers = relativeImports(file).filter((target) => roomOf(target) !== room && !MAY_IMPORT[room]?.includes(roomOf(target)));
    expect(strangers).toEqual([]);
  });

  test.each(files.filter((file) => roomOf(file) === "serving"))("%s sees only events, log and clock of the collector", (file) => {
    const beyond = relativeImports(file).filter((target) => roomOf(target) === "collector" && !SERVING_SEES.some((seen) => target.startsWith(seen)));
    expect(beyond).toEqual([]);
  });
});

test("no barrels: no file only re-exports others", () => {
  const barrels = files.filter((file) => {
    const lines = readFileSync(join(ROOT, file), "utf8")
      .split("\n")
      .filter((line) => line.trim() !== "");
    return lines.length > 0 && lines.every((line) => /^export .* from /.test(line));
  });
  expect(barrels).toEqual([]);
});
