/** Wakes readers of this process when its writer has appended, so that they need not poll. */
export class TailSignal {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Wakes all who wait for the partition. */
  notify(directory: string): void {
    const waiting = this.#waiting.get(directory);
    this.#waiting.delete(directory);
    for (const wake of waiting ?? []) wake();
  }

  /** Resolves at the next `notify`, after `timeoutMs` (another process may have written), or when aborted. */
  async wait(directory: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = this.#waiting.get(directory) ?? new Set();
    this.#waiting.set(directory, waiting.add(resolve));
    const timer = setTimeout(resolve, timeoutMs);
    const onAbort = (): void => resolve();
    signal.addEventListener("abort", onAbort);
    await promise;
    signal.removeEventListener("abort", onAbort);
    clearTimeout(timer);
    waiting.delete(resolve);
  }
}
