import { z } from "zod";
import { boundedText, ID_BYTES, NAME_BYTES } from "../../collector/events/bounded-text.ts";
import { keysFault, keyText } from "../../collector/events/label-config.ts";
import { declaresLabels, expectedLabel, isKnownLabel, normalClass, TRUTH_WORDS } from "../../collector/events/label-class.ts";
import type { ModelSchema } from "../../collector/events/model-schema.ts";
import { visibleLine } from "../../visible-text.ts";
import { type LabelPrivacy, OPEN_LABELS } from "./label-privacy.ts";
import { epochMs, timeFault } from "./label-time.ts";
import type { LabelRow } from "../../collector/events/label-row.ts";
import { messageOf } from "../../errors.ts";
import type { ProblemError } from "../http/problem.ts";
import type { BodyItem } from "./split-body.ts";

/** Characters of one item as sent: longest texts, each character escaped, fit. */
const ITEM_CHARACTERS = 65_536;
/** Issues that an answer names; reading stops there. */
const MOST_ISSUES = 100;
/** Items that are read without a look at what else waits. */
const AT_ONCE = 500;

const instant = z.union(
  [
    z.number().min(0).transform(epochMs).describe("Epoch seconds, milliseconds or microseconds"),
    z.iso
      .datetime({ offset: true })
      .transform((text) => Date.parse(text))
      .describe("ISO 8601 with its offset"),
  ],
  "expected ISO 8601 with its offset (2026-01-31T08:00:00Z), or epoch seconds, milliseconds or microseconds as a number",
);

/** One ground truth as sent to `POST /api/v1/labels`. */
export const labelItem = z.strictObject({
  model: z.string().min(1).max(256),
  /** Kept short as captured ids are: over 256 bytes, its beginning and a hash. */
  requestId: z.string().min(1).max(16_384).optional(),
  rowNumber: z.int().min(0).max(0xffff_ffff).optional(),
  /** In place of a request's id: values of the features or tags that `models[].labels.key` names. */
  keys: z.record(z.string().max(176), z.union([z.string(), z.number(), z.boolean()])).optional(),
  /** A class or a number; numbers are kept in shortest form. */
  label: z
    .union(
      [z.string().min(1).max(1024), z.number(), z.boolean().transform(String)],
      "expected a class (1 to 1024 characters), a number, true or false; nothing, where the truth is not known",
    )
    .transform(String)
    .optional(),
  /** Takes the row's label back, as if there had been none; needs no label. */
  withdrawn: z.boolean().default(false),
  /** When the truth was known; left out: now. */
  observedTime: instant.optional(),
  source: z.string().max(256).default("api"),
});

export type LabelItem = z.infer<typeof labelItem>;

/** Valid only as a whole: with any error nothing is taken. `invalid`: items that are JSON, but no labels. */
export type ParsedLabels =
  | { readonly kind: "ok"; readonly rows: readonly LabelRow[] }
  | { readonly kind: "unreadable"; readonly errors: readonly ProblemError[] }
  | { readonly kind: "invalid"; readonly errors: readonly ProblemError[] }
  | { readonly kind: "tooMany" };

/** What labels are read under. Times in epoch milliseconds. */
export interface LabelRules {
  readonly maxItems: number;
  /** Event time that stands in for an `observedTime` left out. */
  readonly now: number;
  /** Wall time. */
  readonly received: number;
  /** What they may say; default: all. */
  readonly privacy?: LabelPrivacy | undefined;
  /** What is declared of models, by name. */
  readonly schemas: ReadonlyMap<string, ModelSchema>;
}

/** Checks every item and makes rows of them, letting others have their turn in between. Stops at the limit of items and at the hundredth issue. */
export async function parseLabels(items: Iterable<BodyItem>, rules: LabelRules): Promise<ParsedLabels> {
  const rows: LabelRow[] = [];
  const errors: ProblemError[] = [];
  let unreadable = false;
  let index = 0;
  for (const item of items) {
    if (index >= rules.maxItems) return { kind: "tooMany" };
    if (index % AT_ONCE === AT_ONCE - 1) await new Promise(setImmediate);
    const parsed = parseItem(item, index, rules);
    if ("row" in parsed) rows.push(parsed.row);
    else {
      unreadable ||= parsed.unreadable;
      errors.push(...parsed.errors.slice(0, MOST_ISSUES - errors.length));
    }
    if (errors.length >= MOST_ISSUES) break;
    index += 1;
  }
  if (errors.length === 0) return { kind: "ok", rows };
  return {
    kind: unreadable ? "unreadable" : "invalid",
    errors: errors.length < MOST_ISSUES ? errors : [...errors, { detail: "there may be more; reading stopped here" }],
  };
}

type ParsedItem = { readonly row: LabelRow } | { readonly unreadable: boolean; readonly errors: readonly ProblemError[] };

function parseItem({ text, place }: BodyItem, index: number, rules: LabelRules): ParsedItem {
  const what = place === "" ? "the body" : place;
  if (text.length > ITEM_CHARACTERS)
    return { unreadable: false, errors: [{ pointer: `#/${index}`, detail: `expected at most ${ITEM_CHARACTERS} characters` }] };
  try {
    const result = labelItem.safeParse(JSON.parse(text));
    const faults = result.success ? labelFaults(result.data, rules) : [];
    if (faults.length > 0) return { unreadable: false, errors: faults.map(({ key, detail }) => ({ pointer: `#/${index}/${key}`, detail })) };
    return result.success ? { row: labelRow(result.data, rules) } : { unreadable: false, errors: result.error.issues.map((issue) => itemError(index, issue)) };
  } catch (error) {
    return { unreadable: true, errors: [{ detail: `${what} is not JSON: ${messageOf(error).slice(0, 200)}` }] };
  }
}

/** What is wrong with a label that is written well: none of the classes that are declared, no number where numbers are predicted, a time that cannot be. */
function labelFaults(item: LabelItem, rules: LabelRules): readonly Fault[] {
  return [...rowFaults(item, rules), ...truthFaults(item, rules)];
}

interface Fault {
  readonly key: string;
  readonly detail: string;
}

/** What is wrong with what names the row. */
function rowFaults({ model, requestId, rowNumber, keys }: LabelItem, { schemas }: LabelRules): readonly Fault[] {
  if (keys === undefined) return requestId === undefined ? [{ key: "requestId", detail: "there is none; expected the request's id, or keys" }] : [];
  if (requestId !== undefined) return [{ key: "keys", detail: "there is a request id too; expected one of the two" }];
  if (rowNumber !== undefined) return [{ key: "rowNumber", detail: "goes with a request id; keys name rows themselves" }];
  const fault = keysFault(keys, schemas.get(model));
  if (fault !== null) return [{ key: "keys", detail: visibleLine(fault) }];
  const bad = Object.keys(keys).filter((name) => keyText(keys[name]) === null);
  return bad.map((name) => ({ key: `keys/${name}`, detail: "expected text of 1 to 176 bytes, a truth value, or a number (a whole one beyond 2⁵³ as text)" }));
}

function truthFaults({ model, label, observedTime, withdrawn }: LabelItem, { schemas, now, received, privacy = OPEN_LABELS }: LabelRules): readonly Fault[] {
  const schema = schemas.get(model);
  const time = observedTime === undefined ? null : timeFault(observedTime, Math.max(now, received));
  if (withdrawn) return time === null ? [] : [{ key: "observedTime", detail: time }];
  if (label === undefined) return [{ key: "label", detail: "there is none; expected a class or a number, or withdrawn: true to take one back" }];
  const refused = schema !== undefined && declaresLabels(schema) && isKnownLabel(schema, label) === false;
  const unknown =
    !refused && privacy.knownOnly && !isNumber(label) && !TRUTH_WORDS.includes(normalClass(label)) && (schema === undefined || !declaresLabels(schema));
  return [
    ...(unknown ? [{ key: "label", detail: UNKNOWN_CLASS }] : []),
    ...(refused
      ? [
          {
            key: "label",
            detail: `"${visibleLine(label).slice(0, 100)}" is no label of ${visibleLine(model)}; expected ${schema === undefined ? "" : expectedLabel(schema)}`,
          },
        ]
      : []),
    ...(time === null ? [] : [{ key: "observedTime", detail: time }]),
  ];
}

const UNKNOWN_CLASS = "cannot be told from something private, since rules of privacy hold; expected a number, or a class that models[].classes declares";

function isNumber(label: string): boolean {
  return label.trim() !== "" && Number.isFinite(Number(label));
}

function labelRow(item: LabelItem, { now, received, schemas, privacy = OPEN_LABELS }: LabelRules): LabelRow {
  const { label = "", withdrawn } = item;
  const [model, requestId] = [
    boundedText(item.model, NAME_BYTES),
    item.requestId === undefined ? "" : privacy.requestId(boundedText(item.requestId, ID_BYTES)),
  ];
  const keys = Object.entries(item.keys ?? {}).map(([name, value]) => [name, privacy.key(schemas.get(item.model), name, keyText(value) ?? "")] as const);
  const source = privacy.source(item.source, model, now);
  const rows = { model, request_id: requestId, row_number: item.rowNumber ?? 0, ...(keys.length === 0 ? {} : { keys: Object.fromEntries(keys) }) };
  const row = { ...rows, label, observed_time: item.observedTime ?? now, received_time: received, source };
  return withdrawn ? { ...row, label: "", withdrawn: 1 } : row;
}

function itemError(index: number, issue: z.core.$ZodIssue): ProblemError {
  const path = issue.path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return { pointer: `#/${index}${path}`, detail: issue.message.slice(0, 500) };
}
