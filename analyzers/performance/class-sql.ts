import { knownClasses, TRUTH_WORDS } from "../../collector/events/label-class.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";

/** A class as `normalClass` has it, of an SQL expression of type String. */
export function normalClassSql(text: string): string {
  const bare = `trimBoth(toString(${text}))`;
  const number = `toFloat64OrNull(${bare})`;
  return `multiIf(ifNull(isFinite(${number}), 0), toString(assumeNotNull(${number})), lower(${bare}) IN ('${TRUTH_WORDS.join("', '")}'), lower(${bare}), ${bare})`;
}

/** Whether a text is the positive class; goes with `classParameters`. */
export function isPositiveSql(text: string): string {
  return `has({positives: Array(String)}, ${normalClassSql(text)})`;
}

/** Whether a text is a class of the model, as far as its classes are known; goes with `classParameters`. */
export function isKnownSql(text: string): string {
  return `({anyClass: UInt8} = 1 OR has({positives: Array(String)}, ${normalClassSql(text)}) OR has({others: Array(String)}, ${normalClassSql(text)}))`;
}

export function classParameters(schema: Pick<ModelSchema, "task" | "positive" | "classes">) {
  const { positives, others } = knownClasses(schema);
  return { positives, others: others ?? [], anyClass: others === null || schema.task === "regression" ? 1 : 0 };
}

/** Puts the three into a statement's text: `{{class(x)}}`, `{{isPositive(x)}}`, `{{isKnown(x)}}`. */
export function withClasses(sql: string): string {
  return sql
    .replaceAll(/\{\{class\(([^}]*)\)\}\}/g, (_, text: string) => normalClassSql(text))
    .replaceAll(/\{\{isPositive\(([^}]*)\)\}\}/g, (_, text: string) => isPositiveSql(text))
    .replaceAll(/\{\{isKnown\(([^}]*)\)\}\}/g, (_, text: string) => isKnownSql(text));
}
