import { isUtf8 } from "node:buffer";
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { gunzip, zstdDecompress } from "node:zlib";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { messageOf, TidemarkError } from "../../../errors.ts";
import { visibleLine } from "../../../visible-text.ts";
import { FORMATS_IN_WORDS } from "./file-formats.ts";
import { headOf } from "./head-of.ts";
import { unzip } from "./unzip.ts";

/** A file's text, and how it was written, in words: "gzip", "UTF-16". Plain UTF-8 needs none. */
export interface PlainText {
  readonly text: string;
  readonly words: readonly string[];
}

const unpackers = { gzip: promisify(gunzip), zstd: promisify(zstdDecompress) } as const;
/** How packed files begin, and what ClickHouse calls the packing; null: it has none of it. */
const PACKINGS: readonly { readonly words: string; readonly magic: readonly number[]; readonly engine: string | null }[] = [
  { words: "gzip", magic: [0x1f, 0x8b], engine: "gz" },
  { words: "zstd", magic: [0x28, 0xb5, 0x2f, 0xfd], engine: "zstd" },
  { words: "bzip2", magic: [0x42, 0x5a, 0x68], engine: null },
  { words: "xz", magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], engine: "xz" },
  { words: "lz4", magic: [0x04, 0x22, 0x4d, 0x18], engine: "lz4" },
  { words: "zip", magic: [0x50, 0x4b, 0x03, 0x04], engine: "zip" },
];

const LONGEST_MAGIC = 6;
/** What is neither UTF-8 nor free of control characters is no text: so many of the first bytes. */
const LOOKED_AT = 65_536;
const STRANGE_SHARE = 0.02;

/** How a file is packed, by its first bytes; undefined: not. */
export function packingOf(head: Uint8Array): (typeof PACKINGS)[number] | undefined {
  return PACKINGS.find(({ magic }) => magic.every((byte, place) => head[place] === byte));
}

/**
 * Reads a whole file as text, unpacked and decoded; null where it is larger than `most` bytes unpacked. @param encoding as declared; undefined: by its marks, else UTF-8 where it is that, else Windows-1252.
 * @throws TidemarkError `input` for what cannot be unpacked or decoded.
 */
export async function readPlainText(path: string, store: () => Promise<Store>, most: number, encoding?: string): Promise<PlainText | null> {
  const packing = packingOf(await headOf(path, LONGEST_MAGIC));
  if (packing === undefined && (await stat(path)).size > most) return null;
  const packed = await readFile(path);
  const bytes = packing === undefined ? packed : await unpacked(path, packed, packing, store, most);
  if (bytes === null || bytes.length > most) return null;
  const decoded = decodeText(bytes, path, encoding);
  return { text: decoded.text, words: [...decoded.words, ...(packing === undefined ? [] : [packing.words])] };
}

async function unpacked(path: string, packed: Buffer, packing: (typeof PACKINGS)[number], store: () => Promise<Store>, most: number): Promise<Buffer | null> {
  if (packing.engine === null)
    throw new TidemarkError(
      "input",
      `reading ${visibleLine(path)}: it is packed by ${packing.words}, which is not read; expected it unpacked, or packed by gzip, zstd or xz`,
    );
  try {
    if (packing.words === "zip") return unzip(path, packed, most);
    if (packing.words === "gzip" || packing.words === "zstd") return await unpackers[packing.words](packed, { maxOutputLength: most });
    const from = { file: resolve(path), how: packing.engine };
    const chunks: Uint8Array[] = [];
    const sql = "SELECT raw_blob FROM file({file: String}, 'RawBLOB', 'raw_blob String', {how: String}) FORMAT RawBLOB";
    for await (const chunk of await (await store()).read(sql, from)) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch (cause) {
    if (cause instanceof TidemarkError && packing.words === "zip") throw cause;
    if (cause instanceof RangeError && /larger than/.test(cause.message)) return null;
    throw new TidemarkError(
      "input",
      `reading ${path}: it begins as ${packing.words} does and cannot be unpacked: ${messageOf(cause).split(/[:(\n]/)[0]}; expected a whole file`,
      { cause },
    );
  }
}

/** Bytes as text by their mark, as declared, or by what they can be. */
export function decodeText(bytes: Buffer, path: string, declared?: string): PlainText {
  if (declared !== undefined) return { text: decoderOf(declared, path).decode(bytes), words: [declared] };
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { text: new TextDecoder("utf-8").decode(bytes), words: ["byte order mark"] };
  const wide = widthOf(bytes);
  if (wide !== null) return { text: new TextDecoder(wide).decode(bytes), words: ["UTF-16"] };
  if (isUtf8(bytes)) return { text: new TextDecoder("utf-8").decode(bytes), words: [] };
  const text = new TextDecoder("utf-8").decode(bytes);
  const [broken, whole] = [count(text, /\ufffd/g), count(text, /[\u0080-\ufffc]/g)];
  if (whole > 10 * broken) return { text, words: [`UTF-8 but for ${broken} characters`] };
  const strange = bytes.subarray(0, LOOKED_AT).filter((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13).length;
  if (strange > STRANGE_SHARE * Math.min(bytes.length, LOOKED_AT))
    throw new TidemarkError("input", `reading ${visibleLine(path)}: it is no text; expected ${FORMATS_IN_WORDS}`);
  return { text: new TextDecoder("windows-1252").decode(bytes), words: [bytes.some((byte) => byte >= 0x80 && byte < 0xa0) ? "Windows-1252" : "Latin-1"] };
}

/** @throws TidemarkError `input` for an encoding that is none. */
export function decoderOf(encoding: string, path: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding);
  } catch (cause) {
    throw new TidemarkError("input", `reading ${path}: the encoding "${encoding}" is not known; expected one such as utf-8, latin1, windows-1252 or utf-16le`, {
      cause,
    });
  }
}

/** UTF-16 by its mark, or by the zero bytes between Latin letters. */
function widthOf(bytes: Buffer): "utf-16le" | "utf-16be" | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const head = bytes.subarray(0, 1000);
  const [even, odd] = [0, 1].map((start) => head.filter((byte, place) => place % 2 === start && byte === 0).length / (head.length / 2));
  if ((odd ?? 0) > 0.4 && (even ?? 0) < 0.1) return "utf-16le";
  return (even ?? 0) > 0.4 && (odd ?? 0) < 0.1 ? "utf-16be" : null;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
