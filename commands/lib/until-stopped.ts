/** npm passes on a signal that the terminal has sent already; within so long after the first it is the same one. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Resolves when the process is asked to stop: by SIGTERM or Ctrl-C (a second one ends it at once); where another process forked it, by that one's letting go or end.
 * @param limitMs what has not ended so long after it is left: all of it is durable, or done again
 * @returns the signal's name, or "disconnect".
 */
export async function untilStopped(limitMs = 10_000): Promise<string> {
  const reason = await asked();
  setTimeout(() => process.exit(), limitMs).unref();
  return reason;
}

/** The same as a signal, for what must be told to stop before it is all there. */
export function stopSignal(limitMs?: number): AbortSignal {
  const stop = new AbortController();
  void untilStopped(limitMs).then((reason) => stop.abort(reason));
  return stop.signal;
}

function asked(): Promise<string> {
  return new Promise<string>((resolve) => {
    if (process.connected) {
      // The terminal's Ctrl-C reaches a child too, but its parent may still need it: only the parent stops it, by letting go.
      for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => undefined);
      process.once("disconnect", () => resolve("disconnect"));
      return;
    }
    let firstMs: number | undefined;
    for (const signal of ["SIGTERM", "SIGINT"] as const)
      process.on(signal, () => {
        firstMs ??= performance.now();
        resolve(signal);
        if (performance.now() - firstMs > SAME_SIGNAL_MS) process.exit(130);
      });
  });
}
