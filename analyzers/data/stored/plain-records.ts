import { createReadStream } from "node:fs";
import type { Dialect } from "../files/dialect.ts";

const [QUOTE, LINE, RETURN, SPACE, TAB, BRACE] = [34, 10, 13, 32, 9, 123];
const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * Records of delimited text that the database and we read alike without a doubt, counted byte by byte: every one on a line of its own with as many values, quotes only around whole values, no blank line; null where one is not so.
 * @param from the first row's first byte.
 */
export async function plainRecords(path: string, { delimiter, columns }: Dialect, from: number): Promise<number | null> {
  const stop = delimiter.charCodeAt(0);
  // Of one column a blank line is a row to the database; blanks part values with a space, and none with a tab.
  if (columns < 2 || stop > 127 || stop === SPACE) return null;
  const tab = stop === TAB;
  let [quoted, delimiters, records, previous] = [false, 0, 0, LINE];
  for await (const chunk of createReadStream(path, { start: from, highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (byte === QUOTE) {
        if (!quoted && previous !== stop && previous !== LINE && previous !== QUOTE) return null;
        quoted = !quoted;
      } else if (quoted) {
        if (byte === LINE || byte === RETURN) return null;
      } else if (previous === QUOTE && byte !== stop && byte !== LINE && byte !== RETURN) return null;
      else if (previous === RETURN && byte !== LINE) return null;
      else if (byte === stop) {
        if (tab && previous === SPACE) return null;
        delimiters += 1;
      } else if (byte === LINE) {
        if (delimiters !== columns - 1 || (tab && previous === SPACE)) return null;
        delimiters = 0;
        records += 1;
      } else if (tab && byte === SPACE && (previous === stop || previous === LINE)) return null;
      previous = byte;
    }
  }
  if (quoted || previous === RETURN || (previous !== LINE && delimiters !== columns - 1)) return null;
  return previous === LINE ? records : records + 1;
}

/** Objects in JSON that hold no others, counted by their braces; null where a value may be one that JSON does not have (NaN, Infinity). */
export async function plainObjects(path: string): Promise<number | null> {
  let [objects, rest] = [0, Buffer.alloc(0)];
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    const seam = Buffer.concat([rest, chunk.subarray(0, 16)]);
    if ([seam, chunk].some((bytes) => bytes.includes("NaN") || bytes.includes("Infinity"))) return null;
    rest = Buffer.from(chunk.subarray(-16));
    for (let at = chunk.indexOf(BRACE); at >= 0; at = chunk.indexOf(BRACE, at + 1)) objects += 1;
  }
  return objects;
}
