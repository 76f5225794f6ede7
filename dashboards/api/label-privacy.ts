import { applyRule } from "../../collector/events/privacy/apply-rule.ts";
import { fieldRules } from "../../collector/events/privacy/field-rules.ts";
import { hasRules, type PrivacyConfig } from "../../collector/events/privacy/privacy-config.ts";
import { keyAt, type PrivacyKeys } from "../../collector/events/privacy/privacy-keys.ts";
import { hashedRequestId } from "../../collector/events/privacy/pseudonym.ts";

/** What labels may say, so that they still find the rows that capture kept. */
export interface LabelPrivacy {
  /** Whether there are rules: then a label is a number, a truth word or a declared class, since anything else could be private. */
  readonly knownOnly: boolean;
  requestId(id: string): string;
  /** Under the rules for a tag named `source`. @param now epoch milliseconds of event time */
  source(source: string, model: string, now: number): string;
}

/** Labels as they come. */
export const OPEN_LABELS: LabelPrivacy = { knownOnly: false, requestId: (id) => id, source: (source) => source };

/** @param keys as capture has them */
export function labelPrivacy(config: PrivacyConfig, keys: PrivacyKeys): LabelPrivacy {
  if (!hasRules(config)) return OPEN_LABELS;
  return {
    knownOnly: true,
    requestId: (id) => (config.requestIds === "hash" ? hashedRequestId(keys, id) : id),
    source(source, model, now) {
      const rule = fieldRules(config, model, undefined, []).ofTag("source");
      const kept = rule === undefined ? source : applyRule(rule, "source", source, keyAt(keys, now));
      return typeof kept === "string" ? kept : "";
    },
  };
}
