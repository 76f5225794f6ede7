import type { Session } from "chdb";
import type { Answer } from "./answer.ts";
import { engineExceptionOf } from "./engine-exception.ts";
import { openPipe, type PipePool, settledWithoutReader } from "./pipe-pool.ts";
import type { Statement } from "./statement.ts";

/** Runs a query whose result goes through a pipe to the client as it comes, at the client's pace; a client that goes away ends the query at its next block. */
export async function runRead(statement: Extract<Statement, { kind: "read" }>, session: Session, pipes: PipePool, answer: Answer): Promise<void> {
  const path = await pipes.take();
  // Whoever left while waiting for a place needs no query.
  if (answer.closed) return pipes.give(path);
  const pipe = openPipe(path);
  try {
    answer.onClose(() => pipe.destroy());
    const failure = session.queryAsync(statement.into(path)).then(
      () => undefined,
      (thrown: unknown) => {
        // A query that failed before its result was opened leaves a pipe that nobody will ever end.
        pipe.destroy();
        return engineExceptionOf(thrown);
      },
    );
    await copy(pipe, answer);
    const exception = await settledWithoutReader(path, failure);
    if (exception) answer.fail(exception);
    else answer.end();
  } finally {
    pipe.destroy();
    pipes.give(path);
  }
}

async function copy(pipe: AsyncIterable<Uint8Array> & { readonly destroyed: boolean }, answer: Answer): Promise<void> {
  try {
    for await (const chunk of pipe) await answer.write(chunk);
  } catch (thrown) {
    // Destroyed above, because the query failed or the client went away: the query's own outcome decides.
    if (!pipe.destroyed) throw thrown;
  }
}
