import { boundedText, ID_BYTES } from "../../collector/events/bounded-text.ts";
import { declaresLabels, isKnownLabel, normalClass, TRUTH_WORDS } from "../../collector/events/label-class.ts";
import type { LabelRow } from "../../collector/events/label-row.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import type { Exchange } from "../wire/exchange.ts";
import type { Content } from "../wire/protocol.ts";
import type { Redaction } from "./redaction.ts";

/** Labels that feedback tells, or why it tells none that can be kept. */
export type FeedbackLabels = { readonly kind: "labels"; readonly rows: readonly LabelRow[] } | { readonly kind: "unreadable"; readonly why: string };

const SOURCE = "feedback";
/** As long a label as `POST /api/v1/labels` takes. */
const LABEL_CHARACTERS = 1_024;

/**
 * The truth that feedback tells, as labels of the request that it is of, one a row, under the rules of `POST /api/v1/labels`: none but the declared classes (or numbers, in regression), and where privacy has rules, no text that could be private. A reward is no label; feedback with nothing else tells none.
 */
export function labelsOf(
  exchange: Exchange,
  feedback: NonNullable<Content["feedback"]>,
  of: { readonly model: string; readonly schemas: readonly ModelSchema[]; readonly redaction: Redaction },
): FeedbackLabels {
  const { model, redaction } = of;
  const schema = of.schemas.find(({ name }) => name === model);
  if (feedback.truth.length === 0) return { kind: "labels", rows: [] };
  if (feedback.requestId === undefined) return unreadable("it names no request; expected response.meta.puid");
  const requestId = redaction.requestId(boundedText(feedback.requestId, ID_BYTES));
  const source = redaction.tag("source", SOURCE, model, exchange.eventTime) ?? "";
  const rows: LabelRow[] = [];
  for (const [row, value] of feedback.truth.entries()) {
    if (value === null || value === undefined) continue;
    const label = labelText(value);
    if (label === undefined) return unreadable(`its truth in row ${row} is no class and no number`);
    if (!isAllowed(label, schema, redaction.active))
      return unreadable(`its truth in row ${row} is no label of the model's; expected a number, or a class that models[].classes declares`);
    rows.push({ model, request_id: requestId, row_number: row, label, observed_time: exchange.eventTime, received_time: exchange.receivedTime, source });
  }
  return { kind: "labels", rows };
}

function unreadable(why: string): FeedbackLabels {
  return { kind: "unreadable", why: `reading feedback: ${why}` };
}

/** Undefined: a list, an object, or too long. */
function labelText(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  return typeof value === "string" && value !== "" && value.length <= LABEL_CHARACTERS ? value.toWellFormed() : undefined;
}

function isAllowed(label: string, schema: ModelSchema | undefined, knownOnly: boolean): boolean {
  if (schema !== undefined && declaresLabels(schema)) return isKnownLabel(schema, label) !== false;
  const plain = Number.isFinite(Number(label.trim() || "x")) || TRUTH_WORDS.includes(normalClass(label));
  return !knownOnly || plain;
}
