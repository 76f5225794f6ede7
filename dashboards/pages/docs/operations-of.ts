/** One thing that the API can be asked, as its page tells it. */
export interface Operation {
  readonly id: string;
  readonly tag: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Field[];
  readonly body: readonly Field[];
  readonly answers: readonly { readonly status: string; readonly description: string; readonly fields: readonly Field[] }[];
}

/** A parameter, or a property of a body. */
export interface Field {
  readonly name: string;
  /** `query`, `path`, `header`; empty in a body. */
  readonly place: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

/** The parts of an OpenAPI 3.1 document that are read here; made by us, so that it has no references but to its own schemas. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly default?: unknown;
}
interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}
interface PathOperation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly description?: string;
    readonly schema?: Schema;
  }[];
  readonly requestBody?: Content;
  readonly responses?: Readonly<Record<string, Content & { readonly description?: string }>>;
}
export interface ApiDocument {
  readonly tags?: readonly { readonly name: string; readonly description?: string }[];
  readonly paths?: Readonly<Record<string, Readonly<Record<string, PathOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** All operations of a document, in its order. */
export function operationsOf(document: ApiDocument): readonly Operation[] {
  const schemas = document.components?.schemas ?? {};
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, asked]) => operationOf(path, method, asked, schemas)),
  );
}

type Schemas = Readonly<Record<string, Schema>>;

function operationOf(path: string, method: string, asked: PathOperation, schemas: Schemas): Operation {
  return {
    id: asked.operationId ?? `${method} ${path}`,
    tag: asked.tags?.[0] ?? "",
    method: method.toUpperCase(),
    path,
    summary: asked.summary ?? "",
    description: asked.description ?? "",
    parameters: (asked.parameters ?? []).map(({ name, in: place, required = false, schema = {}, description = schema.description ?? "" }) => ({
      name,
      place,
      required,
      type: typeOf(schema),
      description:
        schema.default === undefined || schema.default === "" ? description : `${description}${description && "; "}default ${JSON.stringify(schema.default)}`,
    })),
    body: fieldsOf(asked.requestBody, schemas),
    answers: Object.entries(asked.responses ?? {}).map(([status, answer]) => ({
      status,
      description: answer.description ?? "",
      fields: status.startsWith("2") ? fieldsOf(answer, schemas) : [],
    })),
  };
}

/** Of what is sent as JSON, the properties; of a list, those of what it lists. */
function fieldsOf(content: Content | undefined, schemas: Schemas): readonly Field[] {
  const schema = content?.content?.["application/json"]?.schema;
  return schema === undefined ? [] : propertiesOf(schema, schemas);
}

function propertiesOf(schema: Schema, schemas: Schemas): readonly Field[] {
  const found = schema.$ref === undefined ? schema : (schemas[nameOf(schema.$ref)] ?? {});
  if (found.anyOf) return propertiesOf(found.anyOf[0] ?? {}, schemas);
  return Object.entries(found.properties ?? {}).map(([name, property]) => ({
    name,
    place: "",
    type: typeOf(property),
    required: found.required?.includes(name) ?? false,
    description: property.description ?? "",
  }));
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(" | ");
  if (schema.type === "array") return `${typeOf(schema.items ?? {})}[]`;
  return [schema.type ?? "any"].flat().join(" | ");
}

const nameOf = (reference: string): string => reference.slice(reference.lastIndexOf("/") + 1);
