import { applyRule } from "../../collector/events/privacy/apply-rule.ts";
import { fieldRules } from "../../collector/events/privacy/field-rules.ts";
import { hasRules, type PrivacyConfig } from "../../collector/events/privacy/privacy-config.ts";
import { keyAt, type PrivacyKeys } from "../../collector/events/privacy/privacy-keys.ts";
import { labelKeyRule } from "../../collector/events/privacy/label-key-rule.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import { hashedRequestId, pseudonym } from "../../collector/events/privacy/pseudonym.ts";

/** What labels may say, so that they still find the rows that capture kept. */
export interface LabelPrivacy {
  /** Whether there are rules: then a label is a number, a truth word or a declared class, since anything else could be private. */
  readonly knownOnly: boolean;
  requestId(id: string): string;
  /** A value of one of the model's `labels.key`; empty where rows keep none that it could find. */
  key(schema: ModelSchema | undefined, name: string, value: string): string;
  /** Under the rules for a tag named `source`. @param now epoch milliseconds of event time */
  source(source: string, model: string, now: number): string;
}

/** Labels as they come. */
export const OPEN_LABELS: LabelPrivacy = { knownOnly: false, requestId: (id) => id, key: (_, __, value) => value, source: (source) => source };

/** @param keys as capture has them @param tags that are configured, by name */
export function labelPrivacy(config: PrivacyConfig, keys: PrivacyKeys, tags: readonly string[] = []): LabelPrivacy {
  if (!hasRules(config)) return OPEN_LABELS;
  return {
    knownOnly: true,
    requestId: (id) => (config.requestIds === "hash" ? hashedRequestId(keys, id) : id),
    key(schema, name, value) {
      const rule = labelKeyRule(config, fieldRules(config, schema?.name ?? "", schema, tags), name, { features: schema?.features ?? [], tags });
      const [first] = keys;
      if (rule === "hash" && first !== undefined) return pseudonym(first, name, value);
      return rule === "keep" ? value : "";
    },
    source(source, model, now) {
      const rule = fieldRules(config, model, undefined, []).ofTag("source");
      const kept = rule === undefined ? source : applyRule(rule, "source", source, keyAt(keys, now));
      return typeof kept === "string" ? kept : "";
    },
  };
}
