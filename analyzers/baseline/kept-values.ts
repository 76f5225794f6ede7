import { applyRule } from "../../collector/events/privacy/apply-rule.ts";
import type { FieldRule, FieldRules } from "../../collector/events/privacy/field-rules.ts";
import type { PrivacyKey } from "../../collector/events/privacy/privacy-keys.ts";
import type { CategoryCounts } from "../statistics/column-counts.ts";

/** How a file's values become what capture would have kept of them. */
export interface KeptValues {
  readonly rules: FieldRules;
  /** The key of the windows that the file is compared with. */
  readonly key: PrivacyKey | undefined;
}

/** Categories of a column as capture keeps them. */
export function keptCategories(name: string, counts: CategoryCounts, kept: KeptValues | undefined): CategoryCounts {
  const rule = kept?.rules.ofField(name);
  if (rule === undefined) return counts;
  const merged = new Map<string, number>();
  for (const [level, rows] of counts) {
    const put = applyRule(rule, name, level, kept?.key);
    if (typeof put === "string") merged.set(put, (merged.get(put) ?? 0) + rows);
  }
  return merged;
}

/** SQL of a number in its bin, as capture bins it; numbers are not binned elsewhere in the engine. @param at makes the parameter's name its own */
export function binnedSql(
  rule: FieldRule | undefined,
  sql: string,
  at: number,
): { readonly sql: string; readonly parameters: Readonly<Record<string, unknown>> } {
  if (rule?.action !== "bin") return { sql, parameters: {} };
  const value = `toFloat64OrNull(toString(${sql}))`;
  if (rule.width !== undefined) {
    const width = `{width${at}: Float64}`;
    return { sql: `floor(${value} / ${width}) * ${width}`, parameters: { [`width${at}`]: rule.width } };
  }
  const edges = `{edges${at}: Array(Float64)}`;
  return {
    sql: `if(isNull(${value}), NULL, if(${value} < ${edges}[1], ${edges}[1] - 1, arrayLast(edge -> edge <= assumeNotNull(${value}), ${edges})))`,
    parameters: { [`edges${at}`]: rule.edges ?? [] },
  };
}
