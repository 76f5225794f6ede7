import type { FieldRule } from "./field-rules.ts";
import type { PrivacyKey } from "./privacy-keys.ts";
import { pseudonym } from "./pseudonym.ts";

/** What stands for the characters that a mask takes away, however many they are. */
const MASK = "*";

/**
 * A value under a rule; undefined: nothing of it is kept. A missing one stays missing, unless the column is dropped. Vectors are kept under no rule.
 * @param name as the column is called. @param key of the time of the row; without one nothing can be hashed, and is not kept
 */
export function applyRule(rule: FieldRule, name: string, value: unknown, key: PrivacyKey | undefined): unknown {
  if (rule.action === "keep") return value;
  if (rule.action === "drop") return undefined;
  if (isMissing(value)) return value;
  if (rule.action === "bin") return typeof value === "number" || typeof value === "bigint" ? binned(rule, Number(value)) : undefined;
  const text = textOf(value);
  if (text === undefined) return undefined;
  if (rule.action === "mask") return masked(rule, text);
  return key === undefined ? undefined : pseudonym(key, name, text);
}

function isMissing(value: unknown): boolean {
  return value === null || (typeof value === "number" && !Number.isFinite(value));
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "bigint" || typeof value === "boolean" ? String(value) : undefined;
}

/** A text that is no longer than what stays is masked as a whole. */
function masked({ first = 0, last = 0 }: FieldRule, text: string): string {
  const characters = Array.from(text);
  if (characters.length <= first + last) return MASK;
  return `${characters.slice(0, first).join("")}${MASK}${last === 0 ? "" : characters.slice(-last).join("")}`;
}

/** Bins are [a, b) and told by their lower edge, what lies below the first edge by one less than it. */
function binned({ width, edges = [] }: FieldRule, value: number): number {
  if (width !== undefined) return Math.floor(value / width) * width;
  return edges.findLast((edge) => edge <= value) ?? (edges[0] ?? 0) - 1;
}
