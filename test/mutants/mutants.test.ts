import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SourceFile } from "typescript/unstable/ast";
import { beforeAll, describe, expect, test } from "vitest";
import { mutated } from "./mutant.ts";
import { mutantsOf } from "./mutants-of.ts";
import { nearestTests } from "./nearest-tests.ts";
import { parseSources } from "./parse-sources.ts";

const CASES = [
  { rule: "a limit: what stands exactly at it", text: "a < b;", mutants: ["a <= b;"] },
  { rule: "texts beyond ASCII before it move nothing", text: '"Page–Hinkley – ≥"; a >= b;', mutants: ['"Page–Hinkley – ≥"; a > b;'] },
  { rule: "a condition: always and never", text: "if (a) b;", mutants: ["if (true) b;", "if (false) b;"] },
  { rule: "a comparison that is a whole condition is not turned besides", text: "if (a === b) c;", mutants: ["if (true) c;", "if (false) c;"] },
  { rule: "a statement that is a call is left out", text: "await a.b(c);", mutants: [";"] },
  { rule: "a list without its filter", text: "x = a.filter(b);", mutants: ["x = a;"] },
  { rule: "a method that every object has is none of those that are exchanged", text: "x = a.toString();", mutants: [] },
  { rule: "a constant is another", text: "x = 30_000;", mutants: ["x = 60000;"] },
  { rule: "a fallback always", text: "x = a ?? b;", mutants: ["x = b;"] },
  { rule: "a fallback that only the compiler asks for is always taken, and is no constant of its own", text: "x = a[i]?.b ?? 0;", mutants: ["x = 0;"] },
  { rule: "types, imports and texts are left alone", text: 'import { b } from "b";\ntype A = 1 | 2;\nlet x: 1 = "a > b" as never;', mutants: [] },
] as const;

describe("what mutants are made of a text", () => {
  let sources: ReadonlyMap<string, SourceFile>;
  beforeAll(() => {
    const root = mkdtempSync(join(tmpdir(), "tidemark-mutants-of-"));
    writeFileSync(join(root, "tsconfig.json"), "{}");
    for (const [number, { text }] of CASES.entries()) writeFileSync(join(root, `${number}.ts`), text);
    const files = CASES.map((_, number) => `${number}.ts`);
    sources = parseSources(root, files);
    rmSync(root, { recursive: true, force: true });
  });

  test.each(CASES.map((one, number) => ({ ...one, file: `${number}.ts` })))("$rule", ({ text, mutants, file }) => {
    const source = sources.get(file);
    expect(source && mutantsOf(source, file).map((mutant) => mutated(text, mutant))).toEqual(mutants);
  });
});

test("the tests of a file, nearest first: by imports, of plugins by their folder, of processes by their path", () => {
  const root = join(import.meta.dirname, "../..");
  const files = [
    "alerts/channel.ts",
    "alerts/channels/email.ts",
    "plugins.ts",
    "collector/ingest/boundary.ts",
    "collector/ingest/collector.ts",
    "collector/ingest/partition-ingest.ts",
    "test/collector/ingest/support/collect-process.ts",
    "test/alerts/channels/conformance.test.ts",
    "test/collector/ingest/collector.test.ts",
    "test/collector/ingest/kafka-collectors.test.ts",
    "test/collector/ingest/two-collectors.test.ts",
  ];
  const tests = nearestTests(root, files);
  expect(tests.of("alerts/channels/email.ts")).toEqual(["test/alerts/channels/conformance.test.ts"]);
  expect(tests.of("collector/ingest/collector.ts")).toEqual(["test/collector/ingest/collector.test.ts", "test/collector/ingest/kafka-collectors.test.ts"]);
  expect(tests.of("collector/ingest/boundary.ts")[0]).toBe("test/collector/ingest/two-collectors.test.ts");
});
