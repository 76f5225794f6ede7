import { assert, json, array, property, string } from "fast-check";
import { expect, test } from "vitest";
import { splitBody } from "../../dashboards/api/split-body.ts";

const texts = (type: string, body: string): string[] => [...splitBody(type, body)].map(({ text }) => text);

test("the elements of an array are what a parser finds, with whatever white space", () => {
  assert(
    property(array(json({ maxDepth: 3 }), { maxLength: 6 }), string({ unit: "binary-ascii", maxLength: 5 }), (elements, strange) => {
      const body = ` [ ${[...elements, JSON.stringify({ '"]},[{\\': strange })].join(" ,\n")} ]\n`;
      expect(texts("application/json", body).map((text) => JSON.parse(text) as unknown)).toEqual(JSON.parse(body));
    }),
    { numRuns: 500, seed: 5 },
  );
});

test("what no parser reads has an item that no parser reads", () => {
  assert(
    property(array(json({ maxDepth: 2 }), { maxLength: 3 }), string({ unit: "binary-ascii", minLength: 1, maxLength: 6 }), (elements, more) => {
      const body = `[${elements.join(",")}${more}`;
      expect(texts("application/json", body).every(isJson)).toBe(isJson(body));
    }),
    { numRuns: 2_000, seed: 6 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test.each([
  ["an empty array has none", "application/json", " [ ] ", []],
  ["an object is one", "application/json", '{"a":1}', ['{"a":1}']],
  ["lines, empty ones left out", "application/x-ndjson", "1\n\n \n2", ["1", "2"]],
])("%s", (_, type, body, expected) => {
  expect(texts(type, body)).toEqual(expected);
});
