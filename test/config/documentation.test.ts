import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { loadChannels } from "../../alerts/channel.ts";
import { configSchema, loadConfig } from "../../config/config.ts";

const ROOT = join(import.meta.dirname, "../..");
const channels = await loadChannels();

interface Key {
  readonly schema: z.ZodType;
  /** What its section gives it where the section is left out. */
  readonly fallback: unknown;
}

/** Every key that holds a value, by its path; entries of lists as `[]`. */
function keysOf(schema: unknown, path: string, fallback?: unknown): readonly (readonly [string, Key])[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    const defaults = schema instanceof z.ZodDefault ? (schema.def.defaultValue as Record<string, unknown>) : {};
    return Object.entries(inner.shape).flatMap(([key, value]) => keysOf(value, path === "" ? key : `${path}.${key}`, defaults[key]));
  }
  if (inner instanceof z.ZodArray && unwrap(inner.element) instanceof z.ZodObject) return keysOf(inner.element, `${path}[]`);
  const alternatives = inner instanceof z.ZodUnion ? inner.options.filter((option) => unwrap(option) instanceof z.ZodObject) : [];
  return [[path, { schema: schema as z.ZodType, fallback }], ...alternatives.flatMap((option) => keysOf(option, path))];
}

/** What a schema takes in, without what stands around it. */
function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrap(schema.unwrap());
  return schema instanceof z.ZodPipe ? unwrap(schema.in) : schema;
}

const keys = new Map([
  ...keysOf(configSchema(channels), ""),
  ...channels.flatMap(({ name, options }) => keysOf(options, "").map(([path, key]) => [`${name}: ${path}`, key] as const)),
]);

/** Key, default and meaning of each row of the tables; those of a channel as `channel: key`. */
const documented = new Map(
  readFileSync(join(ROOT, "docs/configuration.md"), "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, key, value, meaning] = /^\| `([^`]+)` \| (.+?) \| (.+) \|$/.exec(line) ?? [];
      return key === undefined ? [] : [[key, { value: value ?? "", meaning: meaning ?? "" }] as const];
    }),
);

describe("docs/configuration.md", () => {
  test("has every key, and no other", () => {
    expect([...documented.keys()].sort()).toEqual([...keys.keys()].sort());
  });

  test.each([...keys])("%s: the documented default is the schema's", (path, { schema, fallback }) => {
    const { value, meaning } = documented.get(path) ?? { value: "", meaning: "" };
    const unset = schema.safeParse(undefined);
    const literal = /^`(.*)`$/.exec(value)?.[1];
    if (value === "required") expect(unset.success).toBe(false);
    else if (value === "–") expect(unset).toMatchObject({ success: true, data: undefined });
    else if (literal === undefined) expect(unset.data).toBeDefined();
    else expect(schema.parse(parse(literal))).toEqual(unset.data ?? fallback);
    expect(meaning.length).toBeGreaterThan(3);
  });
});

test("tidemark.example.yaml is a configuration", async () => {
  const file = join(ROOT, "tidemark.example.yaml");
  expect(await loadConfig(file, {})).toMatchObject({ monitors: [{ model: "churn" }] });
});
