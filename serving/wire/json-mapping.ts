import { z } from "zod";
import { TidemarkError } from "../../errors.ts";
import { parseJsonPath, valueAt } from "./json-path.ts";
import { rowsToContent } from "./json-rows.ts";
import type { Content } from "./protocol.ts";

const path = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    try {
      parseJsonPath(text);
    } catch {
      context.addIssue({ code: "custom", message: `got "${text}", expected a path such as payload.items[*].features` });
    }
  });

const half = z.strictObject({ rows: path.optional(), model: path.optional(), version: path.optional(), requestId: path.optional(), error: path.optional() });

/** Where a JSON API of one's own puts what is to be captured: paths into its request and its answer. What is not named is found as without a mapping. */
export const jsonMapping = z.strictObject({ request: half.prefault({}), response: half.prefault({}) });

export type JsonMapping = z.output<typeof jsonMapping>;

/** What the paths of one half name. @param otherwise what is found without them. @throws TidemarkError `input` where rows are named and not there */
export function mapped(body: unknown, mapping: JsonMapping["request"], name: string, otherwise: () => Content): Content {
  const at = (path: string | undefined) => (path === undefined ? undefined : valueAt(body, parseJsonPath(path)));
  const error = at(mapping.error);
  if (error !== undefined && error !== null && error !== "" && error !== false)
    return { rows: 0, columns: [], error: typeof error === "string" ? error : JSON.stringify(error) };
  return { ...(mapping.rows === undefined ? otherwise() : rows(at(mapping.rows), mapping.rows, name)), ...identity(at, mapping) };
}

function rows(value: unknown, path: string, name: string): Content {
  if (value === undefined) throw new TidemarkError("input", `reading a JSON body: there is nothing at "${path}"`);
  return rowsToContent(value, { name, listIsRow: name === "f0" });
}

function identity(at: (path: string | undefined) => unknown, { model, version, requestId }: JsonMapping["request"]): Partial<Content> {
  const text = (path: string | undefined) => {
    const value = at(path);
    return typeof value === "string" || typeof value === "number" || typeof value === "bigint" ? String(value) : undefined;
  };
  const said = { model: text(model), version: text(version), requestId: text(requestId) };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined && value !== ""));
}
