import type { Session } from "chdb";
import type { Answer } from "./answer.ts";
import { EngineRefusal, type EngineException, engineExceptionOf } from "./engine-exception.ts";
import { nativeBlocks } from "./native/native-blocks.ts";
import { resultColumns } from "./native/result-columns.ts";
import { failureInto, openPipe, type PipePool, settledWithoutReader } from "./pipe-pool.ts";
import type { Statement } from "./statement.ts";

/** How the engine is asked for a result, and what the client gets of it. */
interface Shape {
  readonly format: string;
  readonly of: (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}

/** What a read needs beside its statement. */
interface ReadParts {
  /** Of ClickHouse's protocol, as the client names it; 0 for none. */
  readonly revision: number;
  /** Ends the query that writes to a path, from a connection of its own. */
  readonly kill: (path: string) => Promise<unknown>;
}

/** As the query says; Native for a client that named its revision of the protocol is made from the engine's Buffers. */
async function shapeOf(statement: Extract<Statement, { kind: "read" | "explain" }>, session: Session, revision: number): Promise<Shape> {
  if (statement.format !== "Native" || revision === 0) return { format: statement.format, of: (chunks) => chunks };
  const columns = await resultColumns(statement, session);
  return { format: "Buffers", of: (chunks) => nativeBlocks(chunks, columns, revision) };
}

/** Runs a query whose result goes through a pipe to the client as it comes, at the client's pace; a client that goes away ends the query, a long sum too. */
export async function runRead(
  statement: Extract<Statement, { kind: "read" }>,
  session: Session,
  pipes: PipePool,
  answer: Answer,
  asked: ReadParts,
): Promise<void> {
  const path = await pipes.take();
  try {
    // Whoever left while waiting for a place needs no query.
    if (!answer.closed) await runThrough(path, statement, await shapeOf(statement, session, asked.revision), session, answer, asked.kill);
  } finally {
    pipes.give(path);
  }
}

async function runThrough(
  path: string,
  statement: Extract<Statement, { kind: "read" }>,
  shape: Shape,
  session: Session,
  answer: Answer,
  kill: ReadParts["kill"],
): Promise<void> {
  const pipe = openPipe(path);
  let [settled, killed]: [boolean, Promise<unknown>] = [false, Promise.resolve()];
  try {
    answer.onClose(() => {
      pipe.destroy();
      // One that cannot be ended so runs to its own limit, as before.
      if (!settled) killed = kill(path).catch(() => undefined);
    });
    const failure = failureInto(pipe, session.queryAsync(statement.into(path, shape.format)));
    const broken = await copy(shape.of(pipe), pipe, answer);
    // Of a result that ended the engine knows best why it is none; of one that we broke off it only knows that nobody read on.
    const early = broken !== undefined && !pipe.readableEnded;
    if (early) pipe.destroy();
    const failed = await settledWithoutReader(path, failure);
    settled = true;
    const exception = early || failed === undefined ? broken : engineExceptionOf(failed);
    if (exception) answer.fail(exception);
    else answer.end();
  } finally {
    settled = true;
    pipe.destroy();
    // The next query's path is the same: it must not be the one that is ended.
    await killed;
  }
}

/** @returns why the rest was not sent, where the reason is the result's own. */
async function copy(
  result: AsyncIterable<Uint8Array>,
  pipe: { readonly destroyed: boolean; readonly readableEnded: boolean },
  answer: Answer,
): Promise<EngineException | undefined> {
  try {
    for await (const chunk of result) await answer.write(chunk);
  } catch (thrown) {
    if (thrown instanceof EngineRefusal) return thrown.exception;
    // Destroyed above, because the query failed or the client went away: the query's own outcome decides.
    if (!pipe.destroyed) throw thrown;
  }
  return undefined;
}

/** Runs what is answered whole. */
export async function runExplain(statement: Extract<Statement, { kind: "explain" }>, session: Session, answer: Answer, revision: number): Promise<void> {
  const shape = await shapeOf(statement, session, revision);
  const result = await session.queryAsync(statement.sql, { format: shape.format });
  for await (const chunk of shape.of(whole(result.bytes()))) await answer.write(chunk);
  answer.end();
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
