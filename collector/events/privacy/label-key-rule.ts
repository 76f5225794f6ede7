import type { ModelSchema } from "../model-schema.ts";
import type { FieldRules } from "./field-rules.ts";
import type { PrivacyConfig } from "./privacy-config.ts";

/**
 * What is done with the values of a name in `labels.key`, on rows and labels alike. `hash`: always under the file's first key, as ids of requests are, so that a label finds its rows whenever it comes. `lost`: rows keep too little of it to be found by it.
 * Of a name that is no declared feature and no configured tag the stricter rule holds, but where only what is declared is kept, what is.
 */
export function labelKeyRule(
  { undeclared }: Pick<PrivacyConfig, "undeclared">,
  rules: FieldRules,
  name: string,
  declared: { readonly features: readonly Pick<ModelSchema["features"][number], "name">[]; readonly tags: readonly string[] },
): "keep" | "hash" | "lost" {
  const isFeature = declared.features.some((feature) => feature.name === name);
  const isTag = !isFeature && declared.tags.some((tag) => [name, name.toLowerCase()].includes(tag));
  const ruled = [...(isTag ? [] : [rules.ofField(name)]), ...(isFeature ? [] : [rules.ofTag(name.toLowerCase())])].filter((rule) => rule !== undefined);
  if (ruled.some(({ action }) => action === "hash")) return "hash";
  return ruled.length === 0 || (undeclared === "drop" && !isFeature && !isTag && ruled.length === 1) ? "keep" : "lost";
}
