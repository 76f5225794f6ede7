import { isKnownLabel } from "../events/label-class.ts";
import type { ModelSchema } from "../events/model-schema.ts";

/** Shown of a label. */
const SHOWN_CHARACTERS = 100;

/** Why a row of `labels` is none of its model's, or undefined where nothing says so: a class that is none of those declared, no number where numbers are predicted. @param line one JSON row. */
export function refusedLabel(line: Buffer, schemas: ReadonlyMap<string, ModelSchema>): string | undefined {
  let row: unknown;
  try {
    row = JSON.parse(line.toString("utf8"));
  } catch {
    // The engine refuses it, and says so.
    return undefined;
  }
  if (typeof row !== "object" || row === null) return undefined;
  const { model, label, withdrawn } = row as { readonly model?: unknown; readonly label?: unknown; readonly withdrawn?: unknown };
  if (withdrawn === 1 || withdrawn === true) return undefined;
  const schema = typeof model === "string" ? schemas.get(model) : undefined;
  if (schema === undefined || (typeof label !== "string" && typeof label !== "number" && typeof label !== "boolean")) return undefined;
  if (schema.task !== "regression" && schema.classes === undefined) return undefined;
  if (isKnownLabel(schema, String(label)) !== false) return undefined;
  const expected = schema.task === "regression" ? "a number" : `one of the classes ${schema.classes?.join(", ") ?? ""}`;
  return `reading a label: "${String(label).slice(0, SHOWN_CHARACTERS)}" is no label of ${schema.name}; expected ${expected}`;
}
