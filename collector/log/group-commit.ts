import { TidemarkError } from "../../errors.ts";

interface Waiting<T> {
  readonly items: readonly T[];
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: while one commit is under way, what is added waits and goes out together in the next, in the order it was added.
 * Where a group is refused (`input`), each `add` of it is tried alone, so that only what is at fault is rejected. What one `add` brings is never divided, so a commit holds at most `maxBytes` unless one `add` alone is larger. Memory is bounded by callers awaiting.
 */
export class GroupCommit<T> {
  readonly #commit: (items: readonly T[]) => Promise<void>;
  readonly #maxBytes: number;
  #waiting: Waiting<T>[] = [];
  #running: Promise<void> | undefined;

  /** @param commit takes one group; when it rejects for another reason, all of the group are rejected with the same error. */
  constructor(maxBytes: number, commit: (items: readonly T[]) => Promise<void>) {
    this.#maxBytes = maxBytes;
    this.#commit = commit;
  }

  /** Resolves when the items' group is committed. */
  add(items: readonly T[], bytes: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ items, bytes, resolve, reject });
    this.#running ??= this.#run();
    return promise;
  }

  /** Resolves when nothing is waiting or under way. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #run(): Promise<void> {
    // One turn of the event loop's microtasks lets callers of the same tick share the first commit.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      try {
        await this.#commit(group.flatMap((waiting) => waiting.items));
        for (const waiting of group) waiting.resolve();
      } catch (error) {
        if (group.length > 1 && isRefusal(error)) await this.#commitEach(group);
        else for (const waiting of group) waiting.reject(error);
      }
    }
    this.#running = undefined;
  }

  /** Something in the group can't be taken: it must not cost its neighbours. */
  async #commitEach(group: readonly Waiting<T>[]): Promise<void> {
    for (const { items, resolve, reject } of group) await this.#commit(items).then(resolve, reject);
  }

  #takeGroup(): readonly Waiting<T>[] {
    let bytes = 0;
    const tooMuch = this.#waiting.findIndex((waiting, index) => (bytes += waiting.bytes) > this.#maxBytes && index > 0);
    return this.#waiting.splice(0, tooMuch === -1 ? this.#waiting.length : tooMuch);
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof TidemarkError && error.code === "input";
}
