import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Session } from "chdb";
import { refuse } from "./engine-exception.ts";
import type { Statement } from "./statement.ts";
import type { WriteGate } from "./write-gate.ts";
import { messageOf } from "../../../errors.ts";

/** Keeps an insert's data in a file until it is whole, then lets the engine read it: a body that breaks off inserts nothing. @throws EngineRefusal 210 for a body that breaks off; whatever the engine throws. */
export async function runInsert(
  statement: Extract<Statement, { kind: "insert" }>,
  session: Session,
  { exchange, gate }: { readonly exchange: string; readonly gate: WriteGate },
  body: Readable | undefined,
): Promise<void> {
  const path = join(exchange, randomUUID());
  try {
    await save(path, statement.data, body);
    await gate.write(() => session.queryAsync(statement.from(path, "none")));
  } finally {
    await rm(path, { force: true });
  }
}

async function save(path: string, data: string, body: Readable | undefined): Promise<void> {
  try {
    await pipeline(withPrefix(data, body), createWriteStream(path, { mode: 0o600, highWaterMark: 1024 * 1024 }));
  } catch (thrown) {
    refuse(210, `Reading the data of an insert: ${messageOf(thrown)}`);
  }
}

function withPrefix(data: string, body: Readable | undefined): Readable {
  if (body === undefined) return Readable.from([Buffer.from(data)], { objectMode: false });
  if (data === "") return body;
  return Readable.from(joined(Buffer.from(data), body), { objectMode: false });
}

async function* joined(first: Buffer, rest: Readable): AsyncGenerator<Buffer> {
  yield first;
  yield* rest as AsyncIterable<Buffer>;
}
