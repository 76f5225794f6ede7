/**
 * Resolves when the process is asked to stop: SIGTERM, Ctrl-C, or the end of the parent that forked it. A second Ctrl-C ends it at once.
 * @returns the signal's name, or "disconnect".
 */
export async function untilStopped(): Promise<string> {
  const reason = await new Promise<string>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve(signal));
    if (process.connected) process.once("disconnect", () => resolve("disconnect"));
  });
  // An open channel to the parent would keep the process from ending.
  if (process.connected) process.disconnect();
  return reason;
}
