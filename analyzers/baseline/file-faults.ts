import { expectedLabel, isKnownLabel, knownLabels, normalClass } from "../../collector/events/label-class.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import { visibleLine } from "../../visible-text.ts";
import type { DataColumn, DataSet } from "../data/data-set.ts";
import { readCategories } from "../data/read-categories.ts";

/** Labels of no class that are told. */
const TOLD = 3;

/** What a baseline file lacks of what its model's schema and the configuration say, one sentence each; none: nothing. */
export async function fileFaults(
  data: DataSet,
  schema: ModelSchema,
  asked: { readonly label?: string | undefined; readonly time?: string | undefined },
): Promise<readonly string[]> {
  return [
    ...schema.features.flatMap(({ name, type }) => (type === "vector" ? [] : columnFaults(data, name, type))),
    ...(asked.time === undefined ? [] : timeFaults(data, asked.time)),
    ...(asked.label === undefined ? [] : await labelFaults(data, schema, asked.label)),
  ];
}

function columnFaults({ columns }: DataSet, name: string, type: "numeric" | "categorical"): readonly string[] {
  const column = columns.get(name);
  if (column === undefined) return [`it has no column "${visibleLine(name)}", which the schema names as a feature`];
  if (column.fault !== null) return [`column "${visibleLine(name)}": ${column.fault}`];
  if (type === "numeric" && hasValues(column) && !["number", "boolean"].includes(column.nature))
    return [`column "${visibleLine(name)}" holds ${WORDS[column.nature]}, where the schema says numeric`];
  return [];
}

const WORDS: Readonly<Record<DataColumn["nature"], string>> = {
  number: "numbers",
  string: "text",
  boolean: "truth values",
  time: "times",
  vector: "vectors",
  unreadable: "what cannot be read",
};

function hasValues({ texts, looks }: DataColumn): boolean {
  return !texts || looks.values > 0;
}

function timeFaults({ columns }: DataSet, name: string): readonly string[] {
  const column = columns.get(name);
  if (column === undefined) return [`it has no column "${visibleLine(name)}", which time names`];
  return column.nature === "time" || column.nature === "number" ? [] : [`column "${visibleLine(name)}" holds ${WORDS[column.nature]}, where time needs times`];
}

async function labelFaults(data: DataSet, schema: ModelSchema, name: string): Promise<readonly string[]> {
  const column = data.columns.get(name);
  if (column === undefined) return [`it has no column "${visibleLine(name)}", which label names`];
  const side = schema.task === "regression" && column.nature === "number" ? null : await readCategories(data, name, column, { truth: null, numbers: false });
  const strangers = [...(side?.sample.counts.keys() ?? [])].filter((label) => isKnownLabel(schema, label) === false);
  const from = schema.labels?.positiveFrom;
  const positives = knownLabels(schema).positives;
  const isPositive = (label: string): boolean => positives.includes(normalClass(label)) || Number(label) >= (from ?? Infinity);
  if (strangers.length === 0 && from !== undefined && side !== null && !side.sample.counts.keys().some(isPositive))
    return [`no label of column "${visibleLine(name)}" reaches labels.positiveFrom, ${from}; expected ratings as they are sent`];
  if (strangers.length === 0) return [];
  const shown = strangers.slice(0, TOLD).map(visibleLine).join(", ");
  const declared = schema.classes === undefined ? `the class ${schema.positive} and its opposite, or classes: declared` : schema.classes.join(", ");
  const expected = schema.task === "regression" ? "numbers" : schema.labels === undefined ? declared : expectedLabel(schema);
  return [
    `column "${visibleLine(name)}" has labels that are none of the classes: ${shown}${strangers.length > TOLD ? ` and ${strangers.length - TOLD} more` : ""}; expected ${expected}`,
  ];
}
