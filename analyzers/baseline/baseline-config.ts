import { z } from "zod";
import { duration } from "../../collector/duration.ts";
import type { DeclaredFile } from "../data/files/declared-file.ts";
import { declaredByKeys, readingKeys, type ReadingValues } from "../data/files/reading-config.ts";
import { WINDOW_MS } from "../windows/window.ts";
import type { Exclusion } from "../windows/local-days.ts";

/** Where a monitor's baseline comes from; `name` is what findings call it. Dates are local days of the monitor's zone, `from` and `to` both included. */
export type BaselineConfig = {
  readonly name: string;
  /** Days left out. */
  readonly exclude: readonly Exclusion[];
} & (
  | {
      readonly kind: "file";
      readonly file: string;
      readonly label?: string | undefined;
      readonly time?: string | undefined;
      /** How it is written, as far as it is told. */
      readonly declared?: DeclaredFile;
    }
  | { readonly kind: "range"; readonly from: string; readonly to: string }
  | { readonly kind: "trailing"; readonly days: number }
  | { readonly kind: "sameHours"; readonly weeks: number }
  | { readonly kind: "saved" }
);

/** A baseline whose days move with the window. */
export type MovingBaseline = Extract<BaselineConfig, { kind: "trailing" | "sameHours" }>;

const OUT_OF_ORDER = "expected a day that is not before from";

const date = z.string().refine(isDate, "expected a date such as 2026-01-31");

const wholeDays = duration.refine((ms) => ms > 0 && ms % WINDOW_MS["1d"] === 0, 'expected whole days such as "28d"').transform((ms) => ms / WINDOW_MS["1d"]);

const exclusion = z.strictObject({ from: date, to: date.optional(), why: z.string().min(1) }).refine(inOrder, { path: ["to"], error: OUT_OF_ORDER });

/** Keys by kind of baseline; the kinds do not mix. */
const KINDS = { file: ["file"], range: ["from", "to"], trailing: ["trailing"], sameHours: ["weeks", "sameHours"], saved: ["saved"] } as const;
const CHOICES = "file; from and to; trailing; weeks and sameHours; saved";

/** What a monitor compares with: a training file, a pinned range of the store's own days, the days before each window, the same hours of the weeks before, or a saved baseline. */
export const baselineConfig = z
  .strictObject({
    /** Rows the model was trained or validated on: columns named as the schema's features, and where there are any `event_time`, the label and the (out-of-fold) predictions. */
    file: z.string().min(1).optional(),
    /** Column of the file with the truth. */
    label: z.string().optional(),
    /** Column of the file with the time of each row; default `event_time` where the file has it, else the rows have none. */
    time: z.string().min(1).optional(),
    ...readingKeys,
    /** First and last day of a pinned range. */
    from: date.optional(),
    to: date.optional(),
    /** Length of the days before each window. */
    trailing: wholeDays.optional(),
    /** How many weeks back the same hours of the week are taken. */
    weeks: z.int().min(1).max(52).optional(),
    sameHours: z.literal(true).optional(),
    /** Name or id of a baseline that `tidemark baseline make` saved. */
    saved: z.string().min(1).optional(),
    name: z.string().min(1).optional(),
    exclude: z.array(exclusion).default([]),
  })
  .superRefine(checkKinds)
  .transform(toSource);

/** Keys that are of a file alone. */
const OF_FILES = ["label", "time", ...Object.keys(readingKeys)] as ("label" | "time" | keyof typeof readingKeys)[];

type Given = { readonly [Key in (typeof KINDS)[keyof typeof KINDS][number] | (typeof OF_FILES)[number]]?: unknown };

function checkKinds(given: Given, context: z.RefinementCtx): void {
  const mistake = (key: string | null, message: string) => context.addIssue({ code: "custom", path: key === null ? [] : [key], message });
  const present = Object.entries(KINDS).flatMap(([kind, keys]) => keys.filter((key) => given[key] !== undefined).map((key) => ({ kind, key })));
  const [first] = present;
  if (first === undefined) return mistake(null, `expected what to compare with, one of: ${CHOICES}`);
  const other = present.find(({ kind }) => kind !== first.kind);
  if (other !== undefined) return mistake(other.key, `does not go with ${first.key}; expected one of: ${CHOICES}`);
  for (const key of KINDS[first.kind as keyof typeof KINDS])
    if (given[key] === undefined) mistake(first.key, `needs ${key}${key === "sameHours" ? ": true" : ""} beside it`);
  for (const key of OF_FILES)
    if (given[key] !== undefined && given.file === undefined)
      mistake(key, `${key === "label" || key === "time" ? "is a column of a file" : "says how a file is written"}; it needs file beside it`);
  if (!inOrder(given)) mistake("to", OUT_OF_ORDER);
}

interface GivenValues extends ReadingValues {
  readonly file?: string | undefined;
  readonly label?: string | undefined;
  readonly time?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly trailing?: number | undefined;
  readonly weeks?: number | undefined;
  readonly saved?: string | undefined;
  readonly name?: string | undefined;
  readonly exclude: readonly { readonly from: string; readonly to?: string | undefined; readonly why: string }[];
}

function toSource({ name, ...given }: GivenValues): BaselineConfig {
  const exclude = given.exclude.map(({ from, to = from, why }) => ({ from, to, why }));
  const { file, label, time, from, to, trailing, weeks, saved } = given;
  if (file !== undefined) return { kind: "file", file, label, time, declared: declaredByKeys(given), name: name ?? "training", exclude };
  if (from !== undefined && to !== undefined) return { kind: "range", from, to, name: name ?? rangeName(from, to), exclude };
  if (trailing !== undefined) return { kind: "trailing", days: trailing, name: name ?? `the last ${trailing} days`, exclude };
  if (weeks !== undefined) return { kind: "sameHours", weeks, name: name ?? `the same hours of the last ${weeks} weeks`, exclude };
  return { kind: "saved", name: saved ?? name ?? "training", exclude };
}

/** How a pinned range is called without a name of its own. */
export function rangeName(from: string, to: string): string {
  return from === to ? from : `${from} to ${to}`;
}

function inOrder({ from, to }: { readonly from?: unknown; readonly to?: unknown }): boolean {
  return !isDate(from) || !isDate(to) || from <= to;
}

function isDate(text: unknown): text is string {
  return typeof text === "string" && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
