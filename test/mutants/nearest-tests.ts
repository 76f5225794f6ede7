import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** What other files a text names: imports, processes and folders of plugins. Imports of types alone do not count. */
type Graph = ReadonlyMap<string, readonly string[]>;

/** What a test needs and how many steps farther that makes it: a broker and a whole demo are slow to start. */
const SLOW: ReadonlyMap<string, number> = new Map([
  ["test/support/clickhouse.ts", 1],
  ["test/support/kafka-broker.ts", 4],
  ["test/demo/support/demo-process.ts", 50],
]);
/** They look at texts, not at what code does. */
const OF_TEXTS: ReadonlySet<string> = new Set(["test/architecture.test.ts", "test/lock.test.ts"]);

/** The tests that reach a file by imports, nearest first. */
export interface NearestTests {
  of(file: string): readonly string[];
}

/** @param files all TypeScript files, as paths from the root */
export function nearestTests(root: string, files: readonly string[]): NearestTests {
  const graph: Graph = new Map(files.map((file) => [file, namedIn(root, file)]));
  const tests = files.filter((file) => file.endsWith(".test.ts") && !OF_TEXTS.has(file));
  const distances = new Map(tests.map((test) => [test, distancesFrom(test, graph)]));
  return {
    of(file) {
      const found = tests.flatMap((test) => {
        const reached = distances.get(test);
        const distance = reached?.get(file);
        return reached === undefined || distance === undefined ? [] : [{ test, far: distance + roomsBetween(test, file) + slowness(reached) }];
      });
      return found.toSorted((a, b) => a.far - b.far || (a.test < b.test ? -1 : 1)).map(({ test }) => test);
    },
  };
}

/** 0 for a test that lies where the file does, 1 in the same room, else 3. */
function roomsBetween(test: string, file: string): number {
  const place = `test/${dirname(file)}`;
  if (dirname(test) === place) return 0;
  return test.startsWith(`${place.split("/").slice(0, 3).join("/")}/`) ? 1 : 3;
}

function slowness(reached: ReadonlyMap<string, number>): number {
  return [...SLOW].reduce((sum, [file, steps]) => sum + (reached.has(file) ? steps : 0), 0);
}

function distancesFrom(test: string, graph: Graph): ReadonlyMap<string, number> {
  const distances = new Map([[test, 0]]);
  for (const [file, distance] of distances) for (const next of graph.get(file) ?? []) if (!distances.has(next)) distances.set(next, distance + 1);
  return distances;
}

function namedIn(root: string, file: string): readonly string[] {
  const text = readFileSync(join(root, file), "utf8").replaceAll(/^(import|export) type [^;]*;/gm, "");
  const folders = /loadPlugins?|pluginNames|readdir/.test(text);
  const names = new Set([...text.matchAll(/"([\w./-]+)"/g)].map((match) => match[1] ?? ""));
  return [...names].flatMap((name) => {
    if (name.endsWith(".ts"))
      return placesOf(file, name)
        .filter((path) => existsSync(join(root, path)))
        .slice(0, 1);
    return folders && isFolder(join(root, dirname(file), name)) ? filesIn(root, normalize(join(dirname(file), name))) : [];
  });
}

/** Where a name may stand for: beside the file, in the folder of its helpers, from the root. */
function placesOf(file: string, name: string): readonly string[] {
  return ["", "support", "../support", "../../support"].map((way) => normalize(join(dirname(file), way, name))).concat(normalize(name));
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function filesIn(root: string, folder: string): readonly string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}
