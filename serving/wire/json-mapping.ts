import { TidemarkError } from "../../errors.ts";
import { parseJsonPath, valueAt } from "./json-path.ts";
import { rowsToContent } from "./json-rows.ts";
import type { Content } from "./protocol.ts";

/** Where one half puts what is to be captured: a path for each. What has none is found as without a mapping. */
export interface HalfMapping {
  readonly rows?: string | undefined;
  readonly model?: string | undefined;
  readonly version?: string | undefined;
  readonly requestId?: string | undefined;
  readonly error?: string | undefined;
}

export interface JsonMapping {
  readonly request: HalfMapping;
  readonly response: HalfMapping;
}

/** What the paths of one half name. @param otherwise what is found without them. @throws TidemarkError `input` where rows are named and not there */
export function mapped(body: unknown, mapping: HalfMapping, name: string, otherwise: () => Content): Content {
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

function identity(at: (path: string | undefined) => unknown, { model, version, requestId }: HalfMapping): Partial<Content> {
  const text = (path: string | undefined) => {
    const value = at(path);
    return typeof value === "string" || typeof value === "number" || typeof value === "bigint" ? String(value) : undefined;
  };
  const said = { model: text(model), version: text(version), requestId: text(requestId) };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined && value !== ""));
}
