import { setTimeout as sleep } from "node:timers/promises";

/** Calls a task every so often, never twice at once; rejections go to `onError`. Disposing starts no more; one under way is not waited for, since it may hang. */
export function repeat(everyMs: number, task: () => Promise<void>, onError: (error: unknown) => void): Disposable {
  let running = false;
  const run = async () => {
    if (running) return;
    running = true;
    await task().catch(onError);
    running = false;
  };
  const timer = setInterval(() => void run(), everyMs).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Waits for a task, but no longer than the time. */
export async function within(timeoutMs: number, task: Promise<void>): Promise<void> {
  const stop = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: stop.signal }).catch(() => undefined);
  try {
    await Promise.race([task, late]);
  } finally {
    stop.abort();
  }
}
