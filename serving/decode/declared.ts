import type { ModelSchema } from "../../collector/events/model-schema.ts";
import type { TagPath } from "./tags-of.ts";

/** What the configuration says where the wire does not. */
export interface Declared {
  /** The model of requests that name none; empty: none is known. */
  readonly model: string;
  readonly version: string;
  readonly schemas: readonly ModelSchema[];
  /** Where bodies tell tags. */
  readonly tags?: readonly TagPath[];
}

/** What is declared of an upstream and its models: the upstream's own model, else the only one that has a schema. */
export function declaredOf(
  upstream: { readonly model: string; readonly version: string } | undefined,
  schemas: readonly ModelSchema[],
  tags: readonly TagPath[] = [],
): Declared {
  const [only, ...others] = new Set(schemas.map((schema) => schema.name));
  const model = upstream?.model || (only !== undefined && others.length === 0 ? only : "");
  return { model, version: upstream?.version ?? "", schemas, tags };
}
