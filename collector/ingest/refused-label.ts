import { keysFault } from "../events/label-config.ts";
import { declaresLabels, expectedLabel, isKnownLabel } from "../events/label-class.ts";
import type { LabelRow } from "../events/label-row.ts";
import type { ModelSchema } from "../events/model-schema.ts";

/** Shown of a label. */
const SHOWN_CHARACTERS = 100;

/** Why a row of `labels` is none of its model's, or undefined where nothing says so: a class that is none of those declared, no number where numbers are predicted, keys that find no row. @param line one JSON row. */
export function refusedLabel(line: Buffer, schemas: ReadonlyMap<string, ModelSchema>): string | undefined {
  let row: unknown;
  try {
    row = JSON.parse(line.toString("utf8"));
  } catch {
    // The engine refuses it, and says so.
    return undefined;
  }
  if (typeof row !== "object" || row === null) return undefined;
  const { model, label, withdrawn, ...rows } = row as Readonly<Partial<Record<keyof LabelRow, unknown>>>;
  const schema = typeof model === "string" ? schemas.get(model) : undefined;
  const unnamed = schema === undefined ? null : rowsFault(rows, schema);
  if (unnamed !== null) return `reading a label: ${unnamed}`;
  if (withdrawn === 1 || withdrawn === true) return undefined;
  if (schema === undefined || (typeof label !== "string" && typeof label !== "number" && typeof label !== "boolean")) return undefined;
  if (!declaresLabels(schema) || isKnownLabel(schema, String(label)) !== false) return undefined;
  return `reading a label: "${String(label).slice(0, SHOWN_CHARACTERS)}" is no label of ${schema.name}; expected ${expectedLabel(schema)}`;
}

/** What is wrong with what names a label's rows: keys beside an id, or others than the model declares. A label that names nothing is taken, and counted as one that matches no row. */
function rowsFault({ request_id: requestId, keys }: { readonly request_id?: unknown; readonly keys?: unknown }, schema: ModelSchema): string | null {
  if (typeof keys !== "object" || keys === null || Array.isArray(keys) || Object.keys(keys).length === 0) return null;
  if (requestId !== undefined && requestId !== "") return "it has keys and a request_id; expected one of the two";
  const fault = keysFault(keys as Readonly<Record<string, unknown>>, schema);
  return fault === null ? null : `keys: ${fault.slice(0, 3 * SHOWN_CHARACTERS)}`;
}
