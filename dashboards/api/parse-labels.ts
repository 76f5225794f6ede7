import { z } from "zod";
import type { LabelRow } from "../../collector/events/label-row.ts";
import type { ProblemError } from "../http/problem.ts";

const instant = z.union([
  z.int().min(0).describe("Epoch milliseconds"),
  z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .describe("ISO 8601 with its offset"),
]);

/** One ground truth as sent to `POST /api/v1/labels`. */
export const labelItem = z.strictObject({
  model: z.string().min(1).max(256),
  requestId: z.string().min(1).max(256),
  rowNumber: z.int().min(0).max(0xffff_ffff).default(0),
  /** A class or a number; numbers are kept in shortest form. */
  label: z.union([z.string().min(1).max(1024), z.number(), z.boolean().transform(String)]).transform(String),
  /** When the truth was known; left out: now. */
  observedTime: instant.optional(),
  source: z.string().max(256).default("api"),
});

export type LabelItem = z.infer<typeof labelItem>;

/** Valid only as a whole: with any error nothing is taken. */
export type ParsedLabels = { readonly ok: true; readonly rows: readonly LabelRow[] } | { readonly ok: false; readonly errors: readonly ProblemError[] };

/** Checks every item and makes rows of them; `now` (event time) stands in for an `observedTime` left out, `received` is wall time, both epoch milliseconds. */
export function parseLabels(items: readonly unknown[], now: number, received: number): ParsedLabels {
  const results = items.map((item) => labelItem.safeParse(item));
  const errors = results.flatMap((result, index) => (result.success ? [] : result.error.issues.map((issue) => itemError(index, issue))));
  if (errors.length > 0) return { ok: false, errors };
  return { ok: true, rows: results.flatMap((result) => (result.success ? [labelRow(result.data, now, received)] : [])) };
}

function labelRow(item: LabelItem, now: number, received: number): LabelRow {
  const { model, label, source } = item;
  return { model, request_id: item.requestId, row_number: item.rowNumber, label, observed_time: item.observedTime ?? now, received_time: received, source };
}

function itemError(index: number, issue: z.core.$ZodIssue): ProblemError {
  const path = issue.path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return { pointer: `#/${index}${path}`, detail: issue.message };
}
