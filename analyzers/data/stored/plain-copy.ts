import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { messageOf, TidemarkError } from "../../../errors.ts";
import { headOf } from "../files/head-of.ts";
import { decodeText, decoderOf, packingOf } from "../files/plain-text.ts";

const HEAD_BYTES = 1024 * 1024;
const LABELS: Readonly<Record<string, string>> = { "Latin-1": "windows-1252", "Windows-1252": "windows-1252", "UTF-16": "utf-16le" };

/** A large file as plain UTF-8: itself, or a copy unpacked and decoded, which `close` takes away. */
export interface PlainCopy {
  readonly path: string;
  readonly words: readonly string[];
  readonly close: () => Promise<void>;
}

/** @param encoding as declared. @throws TidemarkError `input` for what cannot be unpacked or decoded. */
export async function plainCopy(path: string, encoding?: string): Promise<PlainCopy> {
  const head = await headOf(path, HEAD_BYTES);
  const packing = packingOf(head);
  if (packing !== undefined && packing.words !== "gzip" && packing.words !== "zstd")
    throw new TidemarkError("input", `reading ${path}: so large a file is read packed by gzip or zstd only, not by ${packing.words}; expected it unpacked`);
  const found = packing !== undefined ? null : decodeText(wholeCharacters(head), path, encoding);
  if (packing === undefined && found !== null && found.words.length === 0) return { path, words: [], close: () => Promise.resolve() };
  const label = encoding ?? (packing === undefined && head[0] === 0xfe && head[1] === 0xff ? "utf-16be" : (LABELS[found?.words[0] ?? ""] ?? "utf-8"));
  const folder = await mkdtemp(join(tmpdir(), "tidemark-text-"));
  const copy = join(folder, "text");
  const close = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const unpack = packing === undefined ? [] : [packing.words === "gzip" ? createGunzip() : createZstdDecompress()];
    const decode = label === "utf-8" && packing !== undefined ? [] : [decoded(label, path)];
    await pipeline([createReadStream(path), ...unpack, ...decode, createWriteStream(copy)]);
  } catch (cause) {
    await close();
    throw new TidemarkError("input", `reading ${path}: it cannot be unpacked: ${messageOf(cause)}; expected a whole file`, { cause });
  }
  return { path: copy, words: [...(found?.words ?? []), ...(packing === undefined ? [] : [packing.words])], close };
}

/** Without a character that the end of the head cuts. */
function wholeCharacters(head: Buffer): Buffer {
  return head.length < HEAD_BYTES ? head : head.subarray(0, Math.max(0, head.lastIndexOf(10)) || head.length);
}

function decoded(label: string, path: string): Transform {
  const decoder = decoderOf(label, path);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, Buffer.from(decoder.decode(chunk, { stream: true })));
    },
    flush(done) {
      done(null, Buffer.from(decoder.decode()));
    },
  });
}
