import { messageOf } from "../../errors.ts";
import { checkCategories } from "./categories/check-categories.ts";
import type { CheckedColumn } from "./checked-column.ts";
import type { DataSet } from "../data/data-set.ts";
import type { ColumnPair } from "./pair-columns.ts";
import { readCategories } from "../data/read-categories.ts";
import { reasonOf } from "../data/stored/reason-of.ts";
import { readTexts, readVectors } from "../data/read-rows.ts";
import type { MethodChoice } from "./method-choice.ts";
import { uncomparedColumn } from "./uncompared-column.ts";

/** Checks a column of categories, truth values, texts or vectors. What cannot be read says why in its note. @param method as the user named it, for vectors. */
export async function checkOtherColumn(reference: DataSet, current: DataSet, pair: ColumnPair, choice: MethodChoice, method: string): Promise<CheckedColumn> {
  try {
    if (pair.type === "vector") return await vectors(reference, current, pair, method);
    return (pair.type === "text" ? null : await categories(reference, current, pair, choice)) ?? (await texts(reference, current, pair));
  } catch (thrown) {
    return uncomparedColumn(pair.name, `it could not be read: ${reasonOf(messageOf(thrown))}`);
  }
}

/** Null where there are too many categories to be any. */
async function categories(reference: DataSet, current: DataSet, pair: ColumnPair, choice: MethodChoice): Promise<CheckedColumn | null> {
  const { name } = pair;
  const bothTexts = pair.reference.texts && pair.current.texts;
  const numbers = bothTexts ? pair.reference.looks.number + pair.current.looks.number > 0 : pair.reference.nature !== pair.current.nature;
  const how = { truth: pair.type === "boolean" ? "canonical" : null, numbers: numbers && pair.type !== "boolean" } as const;
  const [left, right] = await Promise.all([readCategories(reference, name, pair.reference, how), readCategories(current, name, pair.current, how)]);
  if (left === null || right === null) return null;
  return checkCategories({ name: pair.name, type: pair.type === "boolean" ? "boolean" : "categorical" }, left, right, choice);
}

async function texts(reference: DataSet, current: DataSet, { name, ...sides }: ColumnPair): Promise<CheckedColumn> {
  const { checkTexts, MOST_TEXTS } = await import("./texts/check-texts.ts");
  return checkTexts(
    name,
    ...(await Promise.all([readTexts(reference, name, sides.reference, MOST_TEXTS), readTexts(current, name, sides.current, MOST_TEXTS)])),
  );
}

async function vectors(reference: DataSet, current: DataSet, { name, ...sides }: ColumnPair, method: string): Promise<CheckedColumn> {
  const { checkVectors, MOST_VECTORS, VECTOR_METHODS } = await import("./vectors/check-vectors.ts");
  const [left, right] = await Promise.all([
    readVectors(reference, name, sides.reference, MOST_VECTORS),
    readVectors(current, name, sides.current, MOST_VECTORS),
  ]);
  return checkVectors(name, left, right, VECTOR_METHODS.find((known) => known === method) ?? "mmd");
}
