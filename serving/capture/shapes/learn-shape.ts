import { isDeepStrictEqual } from "node:util";
import type { Exchange } from "../../wire/exchange.ts";
import { shortestWhereFloat32 } from "../../wire/float32.ts";
import type { Outcome } from "../capture-exchange.ts";
import { readBody, rowsOfDrafts, rowsOfShape } from "./shape.ts";
import type { BodyShape, FreeSlot, Shape, ShapeLine } from "./shape.ts";
import { bodySources, headSources, inert, varied } from "./sources.ts";
import type { Half, Other, Source } from "./sources.ts";

/** Longest body, and most values of both, that a shape is learned of. */
const MAX_BODY_BYTES = 64 << 10;
const MAX_SOURCES = 400;
/** Times that all free values are changed together: as often as there are numbers to try. */
const ROUNDS = 7;

/** What an exchange is made to, by the whole decoder, without a trace elsewhere. */
export type Capturing = (exchange: Exchange) => Outcome;

/** A value that is free, and where it shows in rows: paths of leaves. */
interface Free {
  readonly source: Source;
  readonly leaves: readonly string[];
  readonly kind: FreeSlot["kind"];
  readonly float32: boolean;
}

type Leaves = ReadonlyMap<string, unknown>;
/** Undefined: it is not captured, or makes other messages. */
type Look = (values: ReadonlyMap<Source, string>) => Leaves | undefined;

/**
 * Learns by trying: each value is changed by itself, and is free where it then shows unchanged, or as the shortest 32-bit float, in places of its own in the rows, and nothing else changes (numbers with a fraction may show nowhere). What does anything else when it is changed must stay as it is.
 * Then all free ones are changed together, several times, and what the shape makes of that must be what the whole decoder makes of it. Undefined: there is no such shape.
 * @param outcome what became of the exchange
 */
export function learnShape(exchange: Exchange, outcome: Outcome, capture: Capturing): Shape | undefined {
  const { request, response } = exchange;
  if (!isJson(request.body) || !isJson(response.body)) return undefined;
  const rows = rowsOf(capture(exchange));
  if (rows === undefined || !isDeepStrictEqual(rows, rowsOf(outcome))) return undefined;
  const inBodies = [...bodySources(exchange, "request"), ...bodySources(exchange, "response")];
  if (inBodies.length > MAX_SOURCES || !isDeepStrictEqual(rows, rowsOf(capture(inert(exchange))))) return undefined;

  const before = leavesOf(rows);
  if (before.get(leafAt("0", "error_class")) !== "") return undefined;
  const look: Look = (values) => {
    const after = rowsOf(capture(varied(exchange, values)));
    return after === undefined ? undefined : leavesOf(after);
  };
  const free = inBodies
    .map((source) => freeOf(source, before, look))
    .filter((one) => one !== undefined && (one.leaves.length > 0 || isMeasure(one.source, exchange))) as Free[];
  const head = headSources(exchange).map((source) => (source === undefined ? source : (freeOf(source, before, look) ?? "bound")));
  if (head.some((one) => one === "bound")) return undefined;

  const places = new Map<string, Place>();
  for (const [at, one] of [...free, ...(head as (Free | undefined)[])].entries())
    for (const leaf of one?.leaves ?? []) places.set(leaf, { at, isText: one?.source.isText === true });
  const [requestLine, ...rowLines] = rows.map((row, line) => shapeLine(row, String(line), places));
  const id = places.get(leafAt("0", "request_id"));
  if (requestLine === undefined || id === undefined) return undefined;
  const shape: Shape = {
    request: bodyShape(exchange, "request", free),
    response: bodyShape(exchange, "response", free),
    requestLine,
    rowLines,
    idAt: id.at,
    model: String(before.get(leafAt("0", "model"))),
    uses: 0,
  };
  const all = [...free, ...(head as (Free | undefined)[])];
  return Array.from({ length: ROUNDS }, (_, round) => round).every((round) => holds(shape, exchange, all, round, capture)) ? shape : undefined;
}

interface Place {
  readonly at: number;
  readonly isText: boolean;
}

function isJson(body: Buffer): boolean {
  if (body.length > MAX_BODY_BYTES) return false;
  try {
    JSON.parse(body.toString());
    return true;
  } catch {
    return false;
  }
}

/** The row of `requests`, then the scored ones; undefined where it is not captured so. */
function rowsOf({ fate, drafts }: Outcome): object[] | undefined {
  const [request, inferences] = drafts;
  if (fate !== "captured" || drafts.length !== 2 || request?.topic !== "tidemark.requests" || inferences?.topic.startsWith("tidemark.inferences") !== true)
    return undefined;
  return rowsOfDrafts(drafts);
}

function leavesOf(rows: readonly object[]): Leaves {
  const leaves = new Map<string, unknown>();
  const walk = (value: unknown, path: string) => {
    if (typeof value !== "object" || value === null) leaves.set(path, value);
    else for (const [key, part] of Object.entries(value)) walk(part, leafAt(path, key));
  };
  for (const [line, row] of rows.entries()) walk(row, String(line));
  return leaves;
}

/** Rows are read and kept by them. */
const NAMES: ReadonlySet<string> = new Set(["model", "version", "variant", "protocol", "error_class", "rows", "row_number"]);

/** The column that a leaf is; empty for one within a column. */
function columnOf(leaf: string): string {
  const [, column = "", ...within] = leaf.split("\0");
  return within.length === 0 ? column : "";
}

function leafAt(path: string, key: string): string {
  return `${path}\0${key}`;
}

/** Undefined: the value must stay as it is. */
function freeOf(source: Source, before: Leaves, look: Look): Free | undefined {
  const [first, ...rest] = source.others;
  const after = first === undefined ? undefined : look(new Map([[source, first.value]]));
  if (first === undefined || after === undefined || after.size !== before.size) return undefined;
  const leaves = [...after.keys()].filter((leaf) => after.get(leaf) !== before.get(leaf));
  const shown = (other: Other, float32: boolean) => {
    const now = look(new Map([[source, other.value]]));
    const value = source.isText ? other.text : float32 ? shortestWhereFloat32(Number(other.text)) : Number(other.text);
    return now?.size === before.size && [...now].every(([leaf, found]) => found === (leaves.includes(leaf) ? value : before.get(leaf)));
  };
  if (leaves.some((leaf) => NAMES.has(columnOf(leaf))) || !shown(first, false)) return undefined;
  if (source.isText || source.put !== undefined) {
    const kind = leaves.every((leaf) => columnOf(leaf) === "request_id") ? "id" : source.body?.slot.kind === "boolean" ? "boolean" : "category";
    return rest.every((other) => shown(other, false)) ? { source, leaves, kind, float32: false } : undefined;
  }
  const fractions = rest.filter(({ fraction }) => fraction === true).slice(0, 2);
  const float32 = [false, true].find((float32) => fractions.every((other) => shown(other, float32)));
  return { source, leaves, kind: float32 === undefined ? "integer" : "decimal", float32: float32 === true };
}

/** A number with a fraction that shows nowhere, such as how long something took. Whole ones may be codes. */
function isMeasure({ body }: Source, exchange: Exchange): boolean {
  return body?.slot.kind === "number" && exchange[body.half].body.toString("latin1", body.slot.at, body.slot.end).includes(".");
}

function bodyShape(exchange: Exchange, half: Half, free: readonly Free[]): BodyShape {
  const body = exchange[half].body.toString("latin1");
  const texts: string[] = [];
  const slots: FreeSlot[] = [];
  let from = 0;
  for (const { source, kind, float32 } of free) {
    if (source.body?.half !== half) continue;
    const { at, end } = source.body.slot;
    texts.push(body.slice(from, at));
    slots.push({ kind, float32, seen: new Set([body.slice(at, end)]) });
    from = end;
  }
  return { texts: [...texts, body.slice(from)], slots };
}

/** The line's text, cut where a value stands. */
function shapeLine(row: object, line: string, places: ReadonlyMap<string, Place>): ShapeLine {
  const parts: (string | number)[] = [];
  const add = (text: string) => {
    const last = parts.at(-1);
    if (typeof last === "string") parts[parts.length - 1] = last + text;
    else parts.push(text);
  };
  const walk = (value: unknown, path: string) => {
    const place = places.get(path);
    if (place !== undefined) {
      if (place.isText) add('"');
      parts.push(place.at);
      if (place.isText) add('"');
    } else if (typeof value !== "object" || value === null) add(JSON.stringify(value));
    else {
      const isList = Array.isArray(value);
      for (const [i, [key, part]] of Object.entries(value).entries()) {
        add(i === 0 ? (isList ? "[" : "{") : ",");
        if (!isList) add(`${JSON.stringify(key)}:`);
        walk(part, leafAt(path, key));
      }
      if (Object.keys(value).length === 0) add(isList ? "[" : "{");
      add(isList ? "]" : "}");
    }
  };
  walk(row, line);
  add("\n");
  return parts;
}

/** Whether the shape says of other values what the whole decoder says. */
function holds(shape: Shape, exchange: Exchange, all: readonly (Free | undefined)[], round: number, capture: Capturing): boolean {
  const chosen = all.map((one) => {
    const others = one?.source.others.filter(({ fraction }) => fraction !== true || one.kind !== "integer") ?? [];
    return { one, other: others[round % Math.max(1, others.length)] };
  });
  const changed = varied(
    exchange,
    new Map(chosen.flatMap(({ one, other }) => (one === undefined || other === undefined ? [] : [[one.source, other.value] as const]))),
  );
  const values: string[] = [];
  if (readBody(shape.request, changed.request.body.toString("latin1"), values) === "other") return false;
  if (readBody(shape.response, changed.response.body.toString("latin1"), values) === "other") return false;
  for (const { one, other } of chosen) if (one?.source.body === undefined) values.push(other?.text ?? "");
  return isDeepStrictEqual(rowsOfShape(shape, values), rowsOf(capture(changed)));
}
