import { knownClasses, knownLabels, type LabelSchema, TRUTH_WORDS } from "../../collector/events/label-class.ts";

/** A class as `normalClass` has it, of an SQL expression of type String. */
export function normalClassSql(text: string): string {
  const bare = `trimBoth(toString(${text}))`;
  const number = `toFloat64OrNull(${bare})`;
  return `multiIf(ifNull(isFinite(${number}), 0), toString(assumeNotNull(${number})), lower(${bare}) IN ('${TRUTH_WORDS.join("', '")}'), lower(${bare}), ${bare})`;
}

/** Whether a predicted class is the positive one; goes with `classParameters`. */
export function isPositiveSql(text: string): string {
  return `has({positives: Array(String)}, ${normalClassSql(text)})`;
}

/** Whether a label means the positive class; goes with `classParameters`. */
export function isPositiveLabelSql(text: string): string {
  const rating = `toFloat64OrNull(trimBoth(toString(${text})))`;
  return `(has({positiveLabels: Array(String)}, ${normalClassSql(text)}) OR ({ratings: UInt8} = 1 AND ifNull(${rating} >= {positiveFrom: Float64}, 0) AND NOT has({otherLabels: Array(String)}, ${normalClassSql(text)})))`;
}

/** Whether a text is a label of the model, as far as they are known; goes with `classParameters`. */
export function isKnownSql(text: string): string {
  const rating = `toFloat64OrNull(trimBoth(toString(${text})))`;
  return `({anyClass: UInt8} = 1 OR has({positiveLabels: Array(String)}, ${normalClassSql(text)}) OR has({otherLabels: Array(String)}, ${normalClassSql(text)}) OR ({ratings: UInt8} = 1 AND ifNull(isFinite(${rating}), 0)))`;
}

export function classParameters(schema: LabelSchema) {
  const { positives: positiveLabels, others, positiveFrom } = knownLabels(schema);
  const anyClass = others === null || schema.task === "regression" ? 1 : 0;
  const { positives } = knownClasses(schema);
  return { positives, positiveLabels, otherLabels: others ?? [], anyClass, ratings: positiveFrom === null ? 0 : 1, positiveFrom: positiveFrom ?? 0 };
}

/** Puts the four into a statement's text: `{{class(x)}}`, `{{isPositive(x)}}`, `{{isPositiveLabel(x)}}`, `{{isKnown(x)}}`. */
export function withClasses(sql: string): string {
  return sql
    .replaceAll(/\{\{class\(([^}]*)\)\}\}/g, (_, text: string) => normalClassSql(text))
    .replaceAll(/\{\{isPositive\(([^}]*)\)\}\}/g, (_, text: string) => isPositiveSql(text))
    .replaceAll(/\{\{isPositiveLabel\(([^}]*)\)\}\}/g, (_, text: string) => isPositiveLabelSql(text))
    .replaceAll(/\{\{isKnown\(([^}]*)\)\}\}/g, (_, text: string) => isKnownSql(text));
}
