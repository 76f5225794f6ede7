import { refuse } from "../engine-exception.ts";

/** A column of a result, as the engine names its type. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
}

/** From these revisions of ClickHouse's protocol on a client reads more than plain Native. */
const ZONES = 54_337;
const SERIALIZATION = 54_454;
const BUCKETS = 54_480;

/**
 * A result in the engine's format Buffers, made into Native as a client of a revision of the protocol reads it. Buffers is Native's columns with each one's length before it, and no names or types: so a column passes through
 * untouched and unread, whatever its type is. Over plain Native there come: above 0 a block's info; from 54337 on the zone of `DateTime('…')`; from 54454 on, after each type, a byte that says that no other
 * serialization is used; from 54480 on one more (empty) field of the info.
 * @param chunks in pieces of any size. @param columns of the result. @param revision `client_protocol_version`, above 0.
 * @throws EngineRefusal 44 where the result has other columns than these, 48 for a type that has another form at other revisions, 33 where the result breaks off.
 */
export async function* nativeBlocks(chunks: AsyncIterable<Uint8Array>, columns: readonly ResultColumn[], revision: number): AsyncGenerator<Uint8Array> {
  const walk = createWalk(
    columns.map((column) => columnHead(column, revision)),
    blockInfo(revision),
  );
  for await (const chunk of chunks) {
    const pieces = walk.push(chunk);
    if (pieces.length > 0) yield Buffer.concat(pieces);
  }
  if (!walk.isWhole()) refuse(33, "The result breaks off within a block");
}

/** Where in a block the next byte is. */
type Place =
  | { readonly at: "columns" }
  | { readonly at: "rows" }
  | { readonly at: "size"; readonly column: number }
  | { readonly at: "data"; readonly column: number; readonly left: number };

interface Walk {
  /** What Native has for these bytes, in pieces. */
  push(chunk: Uint8Array): Uint8Array[];
  isWhole(): boolean;
}

function createWalk(heads: readonly Uint8Array[], info: Uint8Array): Walk {
  let place: Place = { at: "columns" };
  /** The beginning of a number whose end has not come yet, under eight bytes. */
  let held: Buffer = Buffer.alloc(0);
  const next = (column: number): Place => (column === heads.length ? { at: "columns" } : { at: "size", column });

  /** Takes one number. */
  function step(value: number, at: Exclude<Place, { at: "data" }>): Uint8Array[] {
    if (at.at === "columns") {
      if (value !== heads.length) refuse(44, `The result has ${value} columns where ${heads.length} were described; a table was changed under the query`);
      place = { at: "rows" };
      return [];
    }
    if (at.at === "rows") {
      place = next(0);
      return [info, varUint(heads.length), varUint(value)];
    }
    place = { at: "data", column: at.column, left: value };
    return [heads[at.column] ?? info];
  }

  return {
    push(chunk) {
      let rest = Buffer.concat([held, chunk]);
      const pieces: Uint8Array[] = [];
      for (;;) {
        if (place.at === "data") {
          const taken = rest.subarray(0, place.left);
          rest = rest.subarray(taken.length);
          if (taken.length > 0) pieces.push(taken);
          if (taken.length < place.left) {
            place = { ...place, left: place.left - taken.length };
            break;
          }
          place = next(place.column + 1);
        } else if (rest.length < 8) break;
        else {
          pieces.push(...step(Number(rest.readBigUInt64LE()), place));
          rest = rest.subarray(8);
        }
      }
      held = rest;
      return pieces;
    },
    isWhole: () => place.at === "columns" && held.length === 0,
  };
}

/** No overflow rows (field 1), no bucket (field 2: -1), no delayed buckets (field 3). */
function blockInfo(revision: number): Uint8Array {
  return Uint8Array.from([1, 0, 2, 0xff, 0xff, 0xff, 0xff, ...(revision >= BUCKETS ? [3, 0] : []), 0]);
}

function columnHead({ name, type }: ResultColumn, revision: number): Uint8Array {
  if (/\bAggregateFunction\(\d/.test(type))
    refuse(48, `Column ${name} of type ${type}: states with a version are not offered to clients that send client_protocol_version`);
  const written = revision < ZONES && type.startsWith("DateTime(") ? "DateTime" : type;
  return Buffer.concat([text(name), text(written), Uint8Array.from(revision >= SERIALIZATION ? [0] : [])]);
}

function text(value: string): Uint8Array {
  const bytes = Buffer.from(value);
  return Buffer.concat([varUint(bytes.length), bytes]);
}

/** LEB128: seven bits a byte, the lowest first. */
function varUint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + (rest >= 128 ? 128 : 0));
  return Uint8Array.from(bytes);
}
