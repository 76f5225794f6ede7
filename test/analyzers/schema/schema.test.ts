import { describe, expect, test } from "vitest";
import type { Anomaly } from "../../../analyzers/schema/anomaly.ts";
import { type BrokenRules, UNBROKEN } from "../../../analyzers/schema/broken-rules.ts";
import { checkAgainstSchema } from "../../../analyzers/schema/check-against-schema.ts";
import type { ColumnFacts } from "../../../analyzers/schema/column-facts.ts";
import { type ColumnSchema, type DataSchema, dataSchema } from "../../../analyzers/schema/data-schema.ts";
import { learnSchema } from "../../../analyzers/schema/learn-schema.ts";
import { parseSchema, schemaText } from "../../../analyzers/schema/schema-text.ts";

const NO_RULES: BrokenRules = { type: UNBROKEN, whole: UNBROKEN, min: UNBROKEN, max: UNBROKEN, values: UNBROKEN, length: UNBROKEN };
const FACTS: ColumnFacts = {
  name: "c",
  present: 1000,
  numbers: 0,
  times: 0,
  booleans: 0,
  infinite: 0,
  whole: 0,
  least: null,
  greatest: null,
  shortest: 1,
  longest: 9,
  distinct: null,
  counts: null,
};

const countsOf = (entries: Record<string, number>) => new Map(Object.entries(entries));

describe("what is learned of a column of 1,000 rows", () => {
  const numbers = { ...FACTS, numbers: 1000, whole: 400, least: 3, greatest: 20 };
  const cases: readonly [string, Partial<ColumnFacts>, Partial<ColumnSchema>][] = [
    ["numbers: bounds, which 9.3 rows in 1,000 may exceed", numbers, { type: "number", min: 3, max: 20, whole: false, tolerance: 0.0093 }],
    ["all numbers whole", { ...numbers, whole: 1000 }, { whole: true }],
    ["numbers from near 0 upward: not under 0", { ...numbers, least: 0.1 }, { min: 0 }],
    [
      "infinite numbers are no bounds, and may be there as often as 2 in 1,000 do not exclude (Wilson)",
      { ...numbers, infinite: 2, whole: 998 },
      { whole: true, max: 20, infinite: 0.014 },
    ],
    ["no infinite number: none may be", numbers, { infinite: 0 }],
    ["every row has a value: with 99.9 % at least .9904 do (Wilson)", {}, { present: 0.9904 }],
    ["half of the rows have none", { present: 500, distinct: 9 }, { present: 0.4512 }],
    ["few values: a domain, sorted", { counts: countsOf({ b: 600, a: 400 }), distinct: 2 }, { type: "text", values: ["a", "b"], tolerance: 0.0069 }],
    ["values seen once widen the tolerance (Good–Turing)", { counts: countsOf({ b: 600, a: 396, c: 1, d: 1, e: 1, f: 1 }), distinct: 6 }, { tolerance: 0.018 }],
    [
      "a long tail: no domain, but lengths",
      { counts: new Map(Array.from({ length: 300 }, (_, i) => [`v${i}`, i < 100 ? 1 : 4])), distinct: 300 },
      { type: "text", length: { min: 1, max: 9 } },
    ],
    ["too many values to count: no domain", { distinct: 990 }, { type: "text", length: { min: 1, max: 9 } }],
    [
      "all values differ: unique, and no bounds, since identities grow",
      { ...numbers, whole: 1000, distinct: 1000 },
      { unique: true, whole: true, tolerance: 0 },
    ],
    ["times", { times: 1000 }, { type: "time", tolerance: 0 }],
    ["true and false", { booleans: 1000, counts: countsOf({ true: 1000 }) }, { type: "boolean" }],
    ["no values: text, optional", { present: 0 }, { type: "text", present: 0 }],
  ];
  test.each(cases)("%s", (_, facts, expected) => {
    const [column] = learnSchema("f", 1000, [{ ...FACTS, ...facts }]).columns;
    expect(column).toMatchObject(expected);
  });
});

const schemaOf = (column: Partial<ColumnSchema>, rest: Partial<DataSchema> = {}): DataSchema =>
  dataSchema.parse({ version: 1, ...rest, columns: [{ name: "c", type: "text", ...column }] });

function check(schema: DataSchema, facts: Partial<ColumnFacts> | null, broken: Partial<BrokenRules> = {}, rows = 1000): readonly Anomaly[] {
  const column = facts === null ? null : { ...FACTS, ...facts };
  const columns = column === null ? [] : ["c"];
  return checkAgainstSchema(schema, { rows, columns, facts: new Map(column ? [["c", column]] : []), broken: new Map([["c", { ...NO_RULES, ...broken }]]) });
}

const rows = (count: number, ...examples: readonly string[]) => ({ rows: count, examples });

describe("what is an anomaly in 1,000 rows", () => {
  const cases: readonly [string, readonly Anomaly[], readonly string[]][] = [
    ["as it should be", check(schemaOf({ present: 1 }), {}), []],
    ["a column that is away", check(schemaOf({ present: 0.5 }), null), ["schemaMissingColumn"]],
    ["an optional column may be away", check(schemaOf({}), null), []],
    ["no value in any row", check(schemaOf({ present: 0.5 }), { present: 0 }), ["featureTypeNotPresent"]],
    ["no value where few are asked for is chance", check(schemaOf({ present: 0.001 }), { present: 0 }), []],
    ["too few values", check(schemaOf({ present: 0.9 }), { present: 800 }), ["featureTypeLowFractionPresent"]],
    ["10 fewer than asked are chance", check(schemaOf({ present: 0.9 }), { present: 890 }), []],
    ["present: 1 is strict", check(schemaOf({ present: 1 }), { present: 999 }), ["featureTypeLowFractionPresent"]],
    ["unexpected values, none tolerated", check(schemaOf({ values: ["a"] }), {}, { values: rows(1, "z") }), ["enumTypeUnexpectedStringValues"]],
    ["unexpected values in as many rows as are tolerated", check(schemaOf({ values: ["a"], tolerance: 0.01 }), {}, { values: rows(10, "z") }), []],
    ["12 where 10 are tolerated are chance", check(schemaOf({ values: ["a"], tolerance: 0.01 }), {}, { values: rows(12, "z") }), []],
    [
      "30 where 10 are tolerated are not",
      check(schemaOf({ values: ["a"], tolerance: 0.01 }), {}, { values: rows(30, "z") }),
      ["enumTypeUnexpectedStringValues"],
    ],
    [
      "fractions out of bounds",
      check(schemaOf({ type: "number", min: 0, max: 1 }), { numbers: 1000 }, { min: rows(1), max: rows(1) }),
      ["floatTypeSmallFloat", "floatTypeBigFloat"],
    ],
    [
      "whole numbers out of bounds",
      check(schemaOf({ type: "number", whole: true, min: 0, max: 1 }), { numbers: 1000 }, { min: rows(1), max: rows(1) }),
      ["intTypeSmallInt", "intTypeBigInt"],
    ],
    ["fractions where whole numbers were", check(schemaOf({ type: "number", whole: true }), { numbers: 1000 }, { whole: rows(9) }), ["intTypeIntExpected"]],
    [
      "text among numbers, however tolerant",
      check(schemaOf({ type: "number", tolerance: 0.5 }), { numbers: 999 }, { type: rows(1, "n/a") }),
      ["floatTypeStringNotFloat"],
    ],
    ["text among whole numbers", check(schemaOf({ type: "number", whole: true }), { numbers: 999 }, { type: rows(1, "n/a") }), ["intTypeNotIntString"]],
    ["neither true nor false", check(schemaOf({ type: "boolean" }), {}, { type: rows(1, "maybe") }), ["boolTypeUnexpectedString"]],
    ["no time", check(schemaOf({ type: "time" }), {}, { type: rows(1, "noon") }), ["timeTypeNotTime"]],
    ["text that is all numbers now", check(schemaOf({}), { numbers: 1000 }), ["stringTypeNowFloat"]],
    ["infinite numbers", check(schemaOf({ type: "number" }), { numbers: 1000, infinite: 1 }), ["floatTypeHasInf"]],
    ["values that come twice", check(schemaOf({ unique: true }), { distinct: 999 }), ["featureTypeLowUnique"]],
    ["text too long", check(schemaOf({ length: { min: 1, max: 3 } }), {}, { length: rows(1, "long") }), ["textTypeUnexpectedLength"]],
    ["too few rows", check(schemaOf({}, { leastRows: 5000 }), {}), ["datasetLowNumExamples"]],
  ];
  test.each(cases)("%s", (_, found, expected) => {
    expect(found.map(({ kind }) => kind)).toEqual(expected);
  });

  test("a new column, unless the schema is open", () => {
    const data = { rows: 10, columns: ["c", "d"], facts: new Map([["c", FACTS]]), broken: new Map() };
    expect(checkAgainstSchema(schemaOf({}), data).map(({ kind, column, severity }) => [kind, column, severity])).toEqual([["schemaNewColumn", "d", "warning"]]);
    expect(checkAgainstSchema(schemaOf({}, { closed: false }), data)).toEqual([]);
  });

  test("it says how many rows, which values, and what would be right", () => {
    const [anomaly] = check(schemaOf({ values: ["basic", "pro"], tolerance: 0.001 }), {}, { values: rows(52, "plus", "max") });
    expect(anomaly).toEqual({
      column: "c",
      kind: "enumTypeUnexpectedStringValues",
      severity: "error",
      rows: 52,
      share: 0.052,
      examples: ["plus", "max"],
      detail: "c: 52 of 1000 values (5.2 %) are none of the values known: plus, max",
      expected: "one of basic, pro, but for 0.1 % of the rows",
    });
  });
});

describe("a schema as YAML", () => {
  const schema = learnSchema("f.csv", 1000, [
    { ...FACTS, name: "plan: a", counts: countsOf({ yes: 500, "1": 500 }), distinct: 2 },
    { ...FACTS, name: "n", numbers: 1000, least: -1, greatest: 2.5 },
    { ...FACTS, name: "t", times: 1000 },
  ]);

  test("reads back as it was, whatever the values look like", () => {
    expect(parseSchema(schemaText(schema), "s.yaml")).toEqual(schema);
  });

  test("leaves out what is a default, and says what the keys mean", () => {
    expect(schemaText(schema)).toContain("  - name: t\n    type: time\n    present: 0.9904\n");
    expect(schemaText(schema)).toMatch(/^# What holds of the data\./);
  });

  const mistakes: readonly [string, string, string][] = [
    ["an unknown key", "version: 1\ncolumns:\n  - name: a\n    type: text\n    presnt: 1\n", 's.yaml:5: columns.0.presnt: Unrecognized key: "presnt"'],
    ["a wrong type", "version: 1\ncolumns:\n  - name: a\n    type: string\n", "s.yaml:4: columns.0.type:"],
    [
      "bounds the wrong way round",
      "version: 1\ncolumns:\n  - { name: a, type: number, min: 2, max: 1 }\n",
      "s.yaml:3: columns.0.max: expected a number that is not under min",
    ],
    ["a name twice", "version: 1\ncolumns:\n  - { name: a, type: text }\n  - { name: a, type: text }\n", 's.yaml:4: columns.1.name: the name "a" is taken'],
    ["another version", "version: 2\ncolumns: []\n", "s.yaml:1: version:"],
    ["no YAML", "version: 1\ncolumns: [\n", "YAML:"],
  ];
  test.each(mistakes)("%s is told with its line", (_, text, said) => {
    expect(() => parseSchema(text, "s.yaml")).toThrow(said);
  });
});
