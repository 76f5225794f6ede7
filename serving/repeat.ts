/** Calls a task every so often, never twice at once; rejections go to `onError`. Disposing waits for the call under way. */
export function repeat(everyMs: number, task: () => Promise<void>, onError: (error: unknown) => void): AsyncDisposable {
  let running: Promise<void> | undefined;
  const run = async () => {
    try {
      await task();
    } catch (error) {
      onError(error);
    }
    running = undefined;
  };
  const timer = setInterval(() => {
    running ??= run();
  }, everyMs);
  timer.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await running;
    },
  };
}
