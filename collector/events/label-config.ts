import { z } from "zod";
import { duration } from "../duration.ts";

const name = z.string().min(1).max(176);

const classText = z.union([z.string().min(1).max(1_024), z.number(), z.boolean()]).transform(String);
const DURATION = 'expected a duration such as "12h", "30d" or "4w"';
const LONGEST_MS = 91 * 86_400_000;

/** The section `labels` of a model: how its labels are told. */
export const labelConfig = z.strictObject({
  /** Features or tags whose values together name what a label is about, for labels that name no request. One name or several; none: labels name requests. */
  key: z.union([name.transform((one) => [one]), z.array(name).max(8)]).default([]),
  /** Of several rows with one key: `all` that were scored by when the truth was known, or the `latest` of them. */
  rows: z.enum(["all", "latest"]).default("all"),
  /** Feature or tag by which it is told how labels are coming, of its twenty most frequent values. */
  segment: name.optional(),
  /** Of a binary model: which class words mean that are none, as up and down of a thumb. */
  map: z.record(z.string().min(1).max(1_024), classText).optional(),
  /** Of a binary model whose labels are ratings: those from here on are positive, lower ones are not. */
  positiveFrom: z.number().optional(),
  /** What a row counts as that has no label so long after it was scored, as where only frauds are reported. */
  assume: z
    .strictObject({
      /** As it was written; `assumedAfterMs` reads it. */
      after: z
        .string()
        .refine((text) => duration.safeParse(text).success, DURATION)
        .refine((text) => (duration.safeParse(text).data ?? 0) <= LONGEST_MS, "expected at most 91 days, which is how far back labels are looked for"),
      label: classText,
    })
    .optional(),
});

export type LabelConfig = z.infer<typeof labelConfig>;

/** How long after it was scored a row without a label counts as `labels.assume.label`, milliseconds; null where nothing is assumed. */
export function assumedAfterMs(labels: LabelConfig | undefined): number | null {
  return labels?.assume === undefined ? null : duration.parse(labels.assume.after);
}

/** Longest value of a key, bytes of UTF-8: as much as is kept of a tag. */
export const KEY_BYTES = 176;

/**
 * What is wrong with the keys of a label; null: nothing. They name what the model's `labels.key` does, no more and no less.
 * @param declared undefined: nothing is declared of the model
 */
export function keysFault(keys: Readonly<Record<string, unknown>>, declared: { readonly labels?: LabelConfig | undefined } | undefined): string | null {
  const expected = declared?.labels?.key ?? [];
  if (expected.length === 0) return "the model declares no models[].labels.key; expected it there, or a request id here";
  const given = Object.keys(keys);
  const right = given.length === expected.length && expected.every((one) => given.includes(one));
  return right ? null : `got ${given.slice(0, 8).join(", ").slice(0, 200) || "none"}; expected ${expected.join(", ")} (models[].labels.key)`;
}

/** A key's value as rows have it: numbers in shortest form, the rest as it is; null: none that could find a row. */
export function keyText(value: unknown): string | null {
  if (typeof value === "number") return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value)) ? String(value) : null;
  if (typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" && Buffer.byteLength(value) <= KEY_BYTES ? value.toWellFormed() : null;
}
