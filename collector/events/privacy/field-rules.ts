import { fitsPattern } from "../name-pattern.ts";
import type { ModelSchema } from "../model-schema.ts";
import type { PrivacyConfig, PrivacyRule } from "./privacy-config.ts";

/** What is done with a value. */
export type FieldRule = Omit<PrivacyRule, "models" | "fields" | "tags">;

/** What is done with the values of one model, by name; undefined: they are kept. */
export interface FieldRules {
  /** Of a feature or prediction. @param outer names of what it lies in, outermost first: a rule for `customer` holds for `customer_email` where that is `email` of an object `customer` */
  ofField(name: string, outer?: readonly string[]): FieldRule | undefined;
  ofTag(name: string): FieldRule | undefined;
  /** Whether a rule names the field itself. */
  names(name: string): boolean;
  /** Whether there is any rule for its fields. */
  readonly hasFields: boolean;
}

const DROP: FieldRule = { action: "drop" };
const NOTHING: readonly string[] = [];
const MOST_REMEMBERED = 20_000;

/** The rules of a model. @param schema where it has one: with `undeclared: drop`, what that names is kept. @param tags that are configured, by name, likewise */
export function fieldRules(config: PrivacyConfig, model: string, schema: ModelSchema | undefined, tags: readonly string[]): FieldRules {
  const own = config.rules.filter(({ models }) => models.length === 0 || models.some((pattern) => fitsPattern(pattern, model)));
  const declared = [...(schema?.features.map(({ name }) => name) ?? []), schema?.score, schema?.prediction].filter((name) => name !== undefined);
  const otherwise = config.undeclared === "drop" ? DROP : undefined;
  const find = (patternsOf: (rule: PrivacyRule) => readonly string[], known: readonly string[], names: readonly string[]) => {
    const fitting = own.find((rule) => patternsOf(rule).some((pattern) => names.some((name) => fitsPattern(pattern, name))));
    if (fitting !== undefined) return fitting.action === "keep" ? undefined : fitting;
    return names.some((name) => known.includes(name)) ? undefined : otherwise;
  };
  const field = remembered((name) => find(({ fields }) => fields, declared, [name]));
  return {
    ofField: (name, outer = NOTHING) => (outer.length === 0 ? field(name) : find(({ fields }) => fields, declared, [...outer, name])),
    ofTag: remembered((name) => find((rule) => rule.tags, tags, [name])),
    names: (name) => own.some(({ fields }) => fields.some((pattern) => fitsPattern(pattern, name))),
    hasFields: own.some(({ fields }) => fields.length > 0),
  };
}

/** Names come again with every row; those that clients make up are not all remembered. */
function remembered<T>(find: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    if (known.has(name)) return known.get(name) as T;
    const found = find(name);
    if (known.size < MOST_REMEMBERED) known.set(name, found);
    return found;
  };
}
