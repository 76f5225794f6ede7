import { setTimeout as sleep } from "node:timers/promises";

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;

/**
 * Runs `attempt` until it resolves, waiting 100 ms, then twice as long each time, at most 10 s. Returns undefined when `signal` is aborted first.
 * @param onFailure is told of each failure and the wait that follows, in milliseconds.
 */
export async function retryUntil<T>(
  signal: AbortSignal,
  attempt: () => Promise<T>,
  onFailure: (error: unknown, delayMs: number) => void,
): Promise<{ readonly value: T } | undefined> {
  for (let delayMs = FIRST_DELAY_MS; !signal.aborted; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
    try {
      return { value: await attempt() };
    } catch (error) {
      if (signal.aborted) return undefined;
      onFailure(error, delayMs);
      await pause(delayMs, signal);
    }
  }
  return undefined;
}

/** Waits `ms` milliseconds or until the signal is aborted; never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: true }).catch(() => {});
}
