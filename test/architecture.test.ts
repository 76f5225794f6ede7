import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");

/** Who may import whom, besides itself (docs/architecture.md). A room not named here may import anything but `commands` and `main`. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "errors.ts": [],
  "plugins.ts": ["errors.ts"],
  "visible-text.ts": [],
  "telemetry.ts": ["errors.ts", "visible-text.ts"],
  collector: ["errors.ts", "plugins.ts", "telemetry.ts"],
  serving: ["errors.ts", "plugins.ts", "telemetry.ts", "collector"],
  analyzers: ["errors.ts", "visible-text.ts", "plugins.ts", "telemetry.ts", "collector"],
  alerts: ["errors.ts", "visible-text.ts", "plugins.ts", "telemetry.ts", "collector", "analyzers"],
  dashboards: ["errors.ts", "visible-text.ts", "plugins.ts", "telemetry.ts", "collector", "analyzers", "alerts"],
  config: ["errors.ts", "visible-text.ts", "collector", "serving", "analyzers", "alerts", "dashboards"],
  demo: ["errors.ts", "visible-text.ts", "telemetry.ts", "collector", "serving", "analyzers", "alerts", "dashboards", "config"],
  commands: ["errors.ts", "visible-text.ts", "plugins.ts", "telemetry.ts", "collector", "serving", "analyzers", "alerts", "dashboards", "config", "demo"],
};

/** What `serving` may see of the collector. */
const SERVING_SEES = ["collector/events", "collector/log", "collector/clock.ts", "collector/duration.ts"];

/** Rooms of `analyzers/`, lowest floor first. A room imports from lower floors alone; rooms of one floor do not know each other. */
const FLOORS: readonly (readonly string[])[] = [
  ["statistics", "windows"],
  ["performance", "data", "findings"],
  ["schema", "baseline"],
  ["monitoring"],
  ["drift", "decay", "errors", "load"],
  ["relations"],
  ["report", "backtest", "verify"],
];

const everyFile = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !/^(node_modules|dist|test|\.)/.test(file))
  .map((file) => file.split(sep).join("/"));
const files = everyFile.filter((file) => !file.startsWith("bench/"));

/** Type-only imports count. */
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

describe("the floors of analyzers/", () => {
  const analyzerRoom = (file: string): string => file.split("/")[1] ?? file;
  const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room));
  const own = files.filter((file) => roomOf(file) === "analyzers");

  test("every file lies in a room that has a floor", () => {
    expect(own.filter((file) => floorOf(analyzerRoom(file)) < 0)).toEqual([]);
  });

  test.each(own)("%s imports from lower floors alone", (file) => {
    const room = analyzerRoom(file);
    const others = relativeImports(file).filter((target) => roomOf(target) === "analyzers" && analyzerRoom(target) !== room);
    expect(others.filter((target) => floorOf(analyzerRoom(target)) >= floorOf(room))).toEqual([]);
  });
});

/** Files that reach themselves by imports, as far as they are reached from `from`; each circle as its path. */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const begin = path.indexOf(file);
    if (begin >= 0) circles.push([...path.slice(begin), file].join(" → "));
    if (begin >= 0 || done.has(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return circles;
}

test("no circle in the whole tree, type-only imports counted", () => {
  expect(circlesIn(new Map(everyFile.map((file) => [file, relativeImports(file)])))).toEqual([]);
});

test("a circle is found, wherever one enters it", () => {
  const ring = { a: ["b"], b: ["c"], c: ["b"], d: ["a", "d"] };
  expect(circlesIn(new Map(Object.entries(ring)))).toEqual(["b → c → b", "d → d"]);
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
