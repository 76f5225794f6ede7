import { describe, expect, test } from "vitest";
import { modelSchema } from "../../../../collector/events/model-schema.ts";
import { fieldRules } from "../../../../collector/events/privacy/field-rules.ts";
import { privacyConfig } from "../../../../collector/events/privacy/privacy-config.ts";
import { privateSchema } from "../../../../collector/events/privacy/private-schema.ts";

const schema = modelSchema.parse({
  name: "churn",
  task: "binary",
  score: "p",
  prediction: "class",
  features: [
    { name: "age", type: "numeric", unit: "years" },
    { name: "email", type: "categorical" },
    { name: "face", type: "vector" },
  ],
});
const rules = (config: object, tags: string[] = []) => fieldRules(privacyConfig.parse({ keysFile: "keys", ...config }), "churn", schema, tags);

describe("which rule holds", () => {
  test.each<[string, object[], string, string[], string | undefined]>([
    ["none: it is kept", [], "email", [], undefined],
    ["the name; case does not count", [{ fields: ["EMail"], action: "drop" }], "email", [], "drop"],
    ["no other name", [{ fields: ["email"], action: "drop" }], "email_domain", [], undefined],
    ["a star is any text", [{ fields: ["cust*_id"], action: "hash" }], "customer_1_id", [], "hash"],
    ["other signs mean themselves", [{ fields: ["a.c"], action: "drop" }], "abc", [], undefined],
    ["what it lies in", [{ fields: ["customer"], action: "drop" }], "customer_contact_email", ["customer", "customer_contact"], "drop"],
    [
      "the first that fits",
      [
        { fields: ["customer_id"], action: "hash" },
        { fields: ["customer"], action: "drop" },
      ],
      "customer_id",
      ["customer"],
      "hash",
    ],
    ["another model's", [{ models: ["fraud*"], fields: ["email"], action: "drop" }], "email", [], undefined],
    ["its own model's", [{ models: ["ch*"], fields: ["email"], action: "drop" }], "email", [], "drop"],
    [
      "kept before the rules behind it",
      [
        { fields: ["email_ok"], action: "keep" },
        { fields: ["email*"], action: "drop" },
      ],
      "email_ok",
      [],
      undefined,
    ],
  ])("%s", (_, list, name, outer, expected) => expect(rules({ rules: list }).ofField(name, outer)?.action).toBe(expected));

  test("with undeclared: drop, what the schema, a rule or the configured tags name is kept, and what lies in it", () => {
    const some = rules({ undeclared: "drop", rules: [{ fields: ["latency"], action: "keep" }] }, ["tenant"]);
    const kept = (name: string, outer?: string[]) => some.ofField(name, outer) === undefined;
    expect(["age", "p", "class", "latency", "income", "age_group"].map((name) => kept(name))).toEqual([true, true, true, true, false, false]);
    expect(kept("face_0", ["face"])).toBe(true);
    expect(["tenant", "note", "variant"].map((name) => some.ofTag(name)?.action)).toEqual([undefined, "drop", "drop"]);
  });
});

test("the schema of captured rows: what is not kept is none, what is hashed is a category, a score that is changed is no score", () => {
  const list = [
    { fields: ["email", "p"], action: "hash" },
    { fields: ["face"], action: "mask" },
    { fields: ["age"], action: "bin", width: 10 },
  ];
  const { features, score, prediction } = privateSchema(schema, rules({ rules: list }));
  expect({ features, score, prediction }).toEqual({
    features: [
      { name: "age", type: "numeric", unit: "years" },
      { name: "email", type: "categorical" },
    ],
    score: undefined,
    prediction: "class",
  });
  expect(privateSchema(schema, rules({ rules: [{ fields: ["age"], action: "hash" }] })).features[0]).toEqual({ name: "age", type: "categorical" });
  expect(privateSchema(schema, rules({}))).toEqual(schema);
});
