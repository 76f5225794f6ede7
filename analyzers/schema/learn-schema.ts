import type { ColumnFacts } from "./column-facts.ts";
import type { ColumnSchema, DataSchema } from "./data-schema.ts";

/** Levels beyond which a domain is too long to be told. */
const MOST_VALUES = 500;
/** Share of rows in values never seen, from which on a column has no domain but a long tail. */
const MOST_UNSEEN = 0.05;
const LEAST_UNIQUE_ROWS = 100;
/** With 99.9 %: events at most, where none was seen; where two kinds (under min, over max) had one row each at the end of the sample; and a normal quantile. */
const OF_NONE = 6.9;
const OF_TWO_ENDS = 9.3;
const QUANTILE = 3.1;

/**
 * The schema that a data set suggests, loose enough that other rows of the same source keep to it: rows that lack a value, lie beyond both ends, or have a value never seen may be as frequent as the sample cannot
 * exclude with 99.9 % (`tolerance`, `present`). A domain is told where the unseen share that Good and Turing estimate from the values seen once is under 5 % and there are at most 500.
 * @param declared what columns are, where somebody said so.
 * [Good 1953, The population frequencies of species, Biometrika 40]
 */
export function learnSchema(
  name: string,
  rows: number,
  columns: readonly ColumnFacts[],
  declared: ReadonlyMap<string, "number" | "text"> = new Map(),
): DataSchema {
  return {
    version: 1,
    learnedFrom: { name, rows },
    falseAlarmRate: 0.01,
    closed: true,
    leastRows: 1,
    columns: columns.map((facts) => learnColumn(facts, rows, declared.get(facts.name) ?? typeOf(facts))),
  };
}

function learnColumn(facts: ColumnFacts, rows: number, type: ColumnSchema["type"]): ColumnSchema {
  const common = { name: facts.name, type, present: leastPresent(facts.present, rows), whole: false, unique: isUnique(facts, type), infinite: 0, tolerance: 0 };
  if (facts.present === 0 || type === "boolean" || type === "time") return common;
  // Identities grow, in number and in length; their ends are no bounds.
  if (common.unique) return { ...common, whole: type === "number" && facts.whole === facts.present };
  if (type === "number") return { ...common, ...numberRules(facts) };
  return { ...common, ...textRules(facts) };
}

/** What all values read as. A column without values is text, of which nothing is asked. */
export function typeOf({ present, numbers, times, booleans }: ColumnFacts): ColumnSchema["type"] {
  if (present === 0) return "text";
  if (numbers === present) return "number";
  if (booleans === present) return "boolean";
  return times === present ? "time" : "text";
}

function numberRules({ present, numbers, infinite, whole, least, greatest }: ColumnFacts): Partial<ColumnSchema> {
  if (least === null || greatest === null) return { infinite: mostInfinite(infinite, present) };
  // Numbers from near 0 upward are likelier to be bounded by 0 than by the least one that was seen.
  const min = least >= 0 && least <= greatest / 20 ? 0 : least;
  // Where somebody says that a column is numbers, some values may be none.
  const strange = present - numbers;
  return {
    whole: whole === numbers - infinite,
    min,
    max: greatest,
    infinite: mostInfinite(infinite, present),
    tolerance: upwards((OF_TWO_ENDS + strange + QUANTILE * Math.sqrt(strange)) / present),
  };
}

function textRules({ present, counts, shortest, longest }: ColumnFacts): Partial<ColumnSchema> {
  const once = counts === null ? present : [...counts.values()].filter((count) => count === 1).length;
  if (counts !== null && counts.size <= MOST_VALUES && once / present < MOST_UNSEEN)
    return { values: [...counts.keys()].sort(), tolerance: upwards((once + QUANTILE * Math.sqrt(once) + OF_NONE) / present) };
  return { length: { min: shortest, max: longest }, tolerance: upwards(OF_TWO_ENDS / present) };
}

/** Where some are infinite, as many may be as the sample cannot exclude with 99.9 %; where none is, none may. */
function mostInfinite(infinite: number, present: number): number {
  return infinite === 0 ? 0 : upwards(1 - leastPresent(present - infinite, present));
}

/** Wilson's lower bound, 99.9 % one-sided. */
function leastPresent(present: number, rows: number): number {
  if (rows === 0) return 0;
  const share = present / rows;
  const centre = share + QUANTILE ** 2 / (2 * rows);
  const half = QUANTILE * Math.sqrt((share * (1 - share)) / rows + QUANTILE ** 2 / (4 * rows ** 2));
  return Math.max(0, Math.floor(((centre - half) / (1 + QUANTILE ** 2 / rows)) * 1e4) / 1e4);
}

function isUnique({ present, distinct }: ColumnFacts, type: ColumnSchema["type"]): boolean {
  return distinct === present && present >= LEAST_UNIQUE_ROWS && (type === "text" || type === "number");
}

/** Two digits, rounded up, at most 1. */
function upwards(share: number): number {
  const digit = 10 ** (Math.floor(Math.log10(share)) - 1);
  return Math.min(1, Number((Math.ceil(share / digit) * digit).toPrecision(2)));
}
