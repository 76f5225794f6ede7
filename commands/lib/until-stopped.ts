/** npm passes on a signal that the terminal has sent already; within so long after the first it is the same one. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Resolves when the process is asked to stop: by SIGTERM or Ctrl-C (a second one ends it at once); where another process forked it, by that one's letting go or end.
 * @returns the signal's name, or "disconnect".
 */
export async function untilStopped(): Promise<string> {
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
