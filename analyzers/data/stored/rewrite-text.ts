import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const CHUNK_BYTES = 8 * 1024 * 1024;
/** A record of more characters is none: its quote is not closed. */
const MOST_CARRIED = 256 * 1024 * 1024;

/** What reads text piece by piece: from `at` on, and tells up to where it came. */
export interface PieceReader {
  read(text: string, at: number, isLast: boolean): number;
  /** What it makes of it; taken after each piece. */
  take(): string;
}

/** Reads text piece by piece and writes what a reader makes of it. @param path plain UTF-8. @param from characters to pass over. @param end what is written last. */
export async function rewriteText(path: string, to: string, reader: PieceReader, from: number, oldLines: boolean, end: () => string): Promise<void> {
  async function* rewritten(): AsyncGenerator<Buffer> {
    let [carried, at] = ["", from];
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
      const piece = decoder.decode(chunk, { stream: true });
      carried += oldLines ? piece.replaceAll("\r", "\n") : piece;
      at = reader.read(carried, at, carried.length - at > MOST_CARRIED);
      [carried, at] = [carried.slice(at), 0];
      yield Buffer.from(reader.take());
    }
    reader.read(carried + decoder.decode(), at, true);
    yield Buffer.from(reader.take() + end());
  }
  await pipeline(Readable.from(rewritten()), createWriteStream(to));
}
