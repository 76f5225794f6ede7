const EVERY_MS = 60_000;
const MAX_KINDS = 256;

/** Chooses what is kept as an example of what could not be read: the first of each kind in a minute, of at most 256 kinds a minute. The rest is counted in the books only. */
export class Examples {
  #since = Number.NEGATIVE_INFINITY;
  readonly #kinds = new Set<string>();

  /** @param reason numbers in it make no kind of their own. @param nowMs epoch milliseconds */
  wants(path: string, reason: string, nowMs: number): boolean {
    if (nowMs - this.#since >= EVERY_MS || nowMs < this.#since) {
      this.#since = nowMs;
      this.#kinds.clear();
    }
    const kind = `${path} ${reason.slice(0, 200).replaceAll(/\d+/g, "0")}`;
    if (this.#kinds.has(kind) || this.#kinds.size >= MAX_KINDS) return false;
    this.#kinds.add(kind);
    return true;
  }
}
