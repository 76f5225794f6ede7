import { boundedText, NAME_BYTES } from "../../collector/events/bounded-text.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import type { Decoded } from "../decode/decode.ts";
import { OTHER } from "../request-path/known-models.ts";
import type { NameCaps } from "./name-caps.ts";
import type { FoldedValues } from "./row-value.ts";

/** Who an exchange counts under. */
export interface CappedNames {
  readonly model: string;
  readonly version: string;
  readonly variant: string;
}

/**
 * Model, version and variant of an exchange, each one of those that its scope may have, or "other". A model said in a body becomes one as one in a path does: when it has answered well. Declared names always pass.
 * @param variantOf what the client says of it, as it may be kept. @param route the model as the request path knows it; undefined where the path does not say
 */
export function cappedNames(
  decoded: Decoded,
  variantOf: (model: string) => string,
  route: string | undefined,
  caps: NameCaps,
  schemas: readonly ModelSchema[],
): CappedNames {
  const well = decoded.errorClass === "";
  const capped = (kind: "model" | "version" | "variant", scope: string, name: string): string => {
    const bounded = boundedText(name, NAME_BYTES);
    return bounded === "" || (well ? caps.admits(kind, scope, bounded) : caps.has(kind, scope, bounded)) ? bounded : OTHER;
  };
  const declared = (name: string, version?: string) => schemas.some((schema) => schema.name === name && (version === undefined || schema.version === version));
  const model = route ?? (declared(decoded.model) ? decoded.model : capped("model", "", decoded.model));
  return {
    model,
    version: declared(model, decoded.version) ? decoded.version : capped("version", model, decoded.version),
    variant: capped("variant", model, variantOf(model)),
  };
}

/** Leaves out columns over the cap of a model's, and calls categories over the cap of a column's "other". @param declared names that always pass */
export function capValues(values: FoldedValues, kind: "feature" | "prediction", model: string, caps: NameCaps, declared: ReadonlySet<string>): void {
  const passes = (name: string) => declared.has(name) || caps.admits(kind, model, name);
  for (const name of Object.keys(values.numbers)) if (!passes(name)) delete values.numbers[name];
  for (const name of Object.keys(values.vectors)) if (!passes(name)) delete values.vectors[name];
  for (const [name, value] of Object.entries(values.categories))
    if (!passes(name)) delete values.categories[name];
    else if (!caps.admits("category", `${model}\n${name}`, value)) values.categories[name] = OTHER;
  const missing = values.missing.filter(passes);
  if (missing.length < values.missing.length) values.missing.splice(0, Infinity, ...missing);
}

/** Tags under the same caps as features and their categories; what is over them is left out, or "other". */
export function cappedTags(tags: Readonly<Record<string, string>>, model: string, caps: NameCaps): Readonly<Record<string, string>> {
  const admitted = Object.entries(tags).filter(([name]) => caps.admits("feature", `${model}\ntags`, name));
  return Object.fromEntries(admitted.map(([name, value]) => [name, caps.admits("category", `${model}\ntag ${name}`, value) ? value : OTHER]));
}
