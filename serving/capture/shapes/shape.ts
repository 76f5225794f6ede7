import type { Draft } from "../batch-writer.ts";
import { shortestWhereFloat32 } from "../../wire/float32.ts";
import { numberEnd, plainNumber, textEnd } from "./json-slots.ts";

/** A place in a body whose value differs from exchange to exchange. `integer` and `decimal` go into rows as they are; a `category` or a `boolean` where it has been seen there before; an `id` where it is plain. */
export interface FreeSlot {
  readonly kind: "integer" | "decimal" | "category" | "boolean" | "id";
  /** Of numbers: 32-bit floats are written as short as they can be. */
  readonly float32: boolean;
  /** Of categories: those that the whole decoder has read in this place. */
  readonly seen: Set<string>;
}

/** One body: what stands before, between and behind its free places. */
export interface BodyShape {
  readonly texts: readonly string[];
  readonly slots: readonly FreeSlot[];
}

/** A line of a table: text, and places in the list of values. */
export type ShapeLine = readonly (string | number)[];

/** What exchanges have that differ in nothing but values: how to find these in the bytes, and the rows that they make. */
export interface Shape {
  readonly request: BodyShape;
  readonly response: BodyShape;
  /** Of `tidemark.requests`. */
  readonly requestLine: ShapeLine;
  /** One a scored row. */
  readonly rowLines: readonly ShapeLine[];
  /** Place of the request's id in the list of values. */
  readonly idAt: number;
  readonly model: string;
  uses: number;
}

/** Categories that one place remembers. */
const MOST_SEEN = 4_096;
/** Six digits mean one 32-bit float, and are its shortest; with a point. */
const FLOAT32_CHARACTERS = 7;
const ID = /^[\w.:/+=@-]{1,85}$/;

/** Reads a body's values in their order. `new`: it has the shape, but a category that was not seen there. */
export function readBody({ texts, slots }: BodyShape, body: string, into: string[]): "known" | "new" | "other" {
  let at = 0;
  let told: "known" | "new" = "known";
  for (const [i, slot] of slots.entries()) {
    const before = texts[i] ?? "";
    if (!body.startsWith(before, at)) return "other";
    at += before.length;
    const end = valueEnd(slot, body, at);
    if (end === -1) return "other";
    const value = body.slice(at, end);
    const text = textOf(slot, value);
    if (text === undefined) return "other";
    if (slot.kind === "category" && !slot.seen.has(value)) told = "new";
    into.push(text);
    at = end;
  }
  const last = texts[slots.length] ?? "";
  return body.length === at + last.length && body.startsWith(last, at) ? told : "other";
}

/** As it stands in rows; undefined: it would stand there otherwise, or not at all. */
function textOf({ kind, float32 }: FreeSlot, value: string): string | undefined {
  if (kind === "id") return isPlainId(value) ? value : undefined;
  if (kind !== "integer" && kind !== "decimal") return value;
  return float32 && value.length > FLOAT32_CHARACTERS ? plainNumber(String(shortestWhereFloat32(Number(value)))) : plainNumber(value);
}

function valueEnd({ kind }: FreeSlot, body: string, at: number): number {
  if (kind === "integer" || kind === "decimal") return numberEnd(body, at, kind === "integer");
  if (kind === "boolean") return body.startsWith("true", at) ? at + 4 : body.startsWith("false", at) ? at + 5 : -1;
  return textEnd(body, at);
}

/** Whether an id goes into rows as it is. */
export function isPlainId(id: string): boolean {
  return ID.test(id);
}

/** Remembers the categories of a body that the whole decoder read as this shape would have. */
export function remember({ slots }: BodyShape, values: readonly string[]): void {
  for (const [i, { kind, seen }] of slots.entries()) if (kind === "category" && seen.size < MOST_SEEN) seen.add(values[i] ?? "");
}

/** The rows that a shape makes of values: that of `requests`, then the scored ones. */
export function rowsOfShape({ requestLine, rowLines }: Shape, values: readonly string[]): object[] {
  return [requestLine, ...rowLines].map((line) => JSON.parse(writeLine(line, values)) as object);
}

/** The rows of messages. */
export function rowsOfDrafts(drafts: readonly Pick<Draft, "value">[]): object[] {
  return drafts.flatMap(({ value }) => value.toString().trimEnd().split("\n")).map((line) => JSON.parse(line) as object);
}

/** The line with these values, its end included. */
export function writeLine(line: ShapeLine, values: readonly string[]): string {
  let text = "";
  for (const part of line) text += typeof part === "string" ? part : (values[part] ?? "");
  return text;
}
