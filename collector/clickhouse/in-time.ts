import type { Readable } from "node:stream";
import { TidemarkError } from "../../errors.ts";
import { toTidemarkError } from "./clickhouse-errors.ts";

/**
 * Runs something that ends when its signal says so. The client's own timeout begins anew with every byte: a server that hangs after it began to answer would be waited for without end.
 * @throws TidemarkError `timeout` after `withinMs`, else what `act` throws.
 */
export async function inTime<T>(doing: string, withinMs: number, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), withinMs);
  try {
    return await act(late.signal);
  } catch (thrown) {
    throw late.signal.aborted ? lateError(doing, withinMs, thrown) : thrown;
  } finally {
    clearTimeout(timer);
  }
}

/** A result as it comes. @throws TidemarkError `timeout` when nothing comes for `withinMs`, else as a query does. */
export async function* readInTime(stream: Readable, withinMs: number): AsyncGenerator<Uint8Array> {
  const doing = "reading a result of ClickHouse";
  let late = false;
  const giveUp = (): void => {
    late = true;
    stream.destroy();
  };
  let timer = setTimeout(giveUp, withinMs);
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      // While the caller works on a chunk nothing is waited for.
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(giveUp, withinMs);
    }
  } catch (thrown) {
    throw late ? lateError(doing, withinMs, thrown) : toTidemarkError(doing, "query", thrown);
  } finally {
    clearTimeout(timer);
    stream.destroy();
  }
}

function lateError(doing: string, withinMs: number, cause: unknown): TidemarkError {
  return new TidemarkError("timeout", `${doing}: no answer within ${withinMs / 1000} s (clickhouse.requestTimeout); it hangs, or its machine is busy`, {
    cause,
  });
}
