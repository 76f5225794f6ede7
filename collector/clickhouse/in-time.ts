import type { Readable } from "node:stream";
import { TidemarkError } from "../../errors.ts";
import { toTidemarkError } from "./clickhouse-errors.ts";

/**
 * Runs something that ends when its signal says so. The client's own timeout begins anew with every byte: a server that hangs after it began to answer would be waited for without end.
 * @param leave given by whoever waits for it, when nobody does any more
 * @throws TidemarkError `timeout` after `withinMs`, what `leave` was aborted with, else what `act` throws.
 */
export async function inTime<T>(doing: string, withinMs: number, act: (signal: AbortSignal) => Promise<T>, leave?: AbortSignal): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), withinMs);
  try {
    if (leave?.aborted) throw leftError(doing, leave);
    return await act(leave === undefined ? late.signal : AbortSignal.any([late.signal, leave]));
  } catch (thrown) {
    if (leave?.aborted) throw leftError(doing, leave);
    throw late.signal.aborted ? lateError(doing, withinMs, thrown) : thrown;
  } finally {
    clearTimeout(timer);
  }
}

/** A result as it comes. @throws TidemarkError `timeout` when nothing comes for `withinMs`, what `leave` was aborted with, else as a query does. */
export async function* readInTime(stream: Readable, withinMs: number, leave?: AbortSignal): AsyncGenerator<Uint8Array> {
  const doing = "reading a result of ClickHouse";
  let late = false;
  const giveUp = (): void => {
    late = true;
    stream.destroy();
  };
  const left = (): void => void stream.destroy();
  let timer = setTimeout(giveUp, withinMs);
  leave?.addEventListener("abort", left, { once: true });
  try {
    if (leave?.aborted) throw leftError(doing, leave);
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      // While the caller works on a chunk nothing is waited for.
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(giveUp, withinMs);
    }
  } catch (thrown) {
    if (leave?.aborted) throw leftError(doing, leave);
    throw late ? lateError(doing, withinMs, thrown) : toTidemarkError(doing, "query", thrown);
  } finally {
    leave?.removeEventListener("abort", left);
    clearTimeout(timer);
    stream.destroy();
  }
}

function lateError(doing: string, withinMs: number, cause: unknown): TidemarkError {
  return new TidemarkError("timeout", `${doing}: no answer within ${withinMs / 1000} s (clickhouse.requestTimeout); it hangs, or its machine is busy`, {
    cause,
  });
}

function leftError(doing: string, { reason }: AbortSignal): TidemarkError {
  if (reason instanceof TidemarkError) return reason;
  return new TidemarkError("unavailable", `${doing}: given up, since nobody waits for the answer any more`, { cause: reason });
}
