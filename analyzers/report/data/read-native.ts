import { randomUUID } from "node:crypto";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import type { QueryParameters } from "../../../collector/clickhouse/store.ts";
import type { DataSet } from "./data-set.ts";

const CHUNK_BYTES = 1 << 20;

/**
 * The result of a SELECT in ClickHouse's Native format, as it comes; `use` must read it to its end, and keep no chunk. Over HTTP, or, where the database writes to a folder that this process reads, through a file there:
 * two million numbers of twenty columns take 1.3 s over the embedded engine's HTTP front, 0.2 s through the file.
 */
export async function readNative<T>(
  { store, exchange }: DataSet,
  select: string,
  parameters: QueryParameters,
  use: (chunks: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  if (exchange === null) return use(await store.read(`${select} FORMAT Native`, parameters));
  const path = join(exchange, `${randomUUID()}.native`);
  try {
    await store.command(`INSERT INTO FUNCTION file({exchange: String}, 'Native') ${select}`, { ...parameters, exchange: path });
    return await use(chunksOf(path));
  } finally {
    await rm(path, { force: true });
  }
}

/** The file's bytes in order; each chunk lies where the one before lay. */
async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path);
  const chunk = new Uint8Array(CHUNK_BYTES);
  for (let read = await file.read(chunk); read.bytesRead > 0; read = await file.read(chunk)) yield chunk.subarray(0, read.bytesRead);
}
