import { PartitionReader } from "./partition-reader.ts";
import type { ReadLimits } from "./read-chunk.ts";
import { listSegments } from "./segments.ts";

/** Knows where a partition begins and ends, whoever appends to it: follows the newest segment, reading only what was added since it was last asked. */
export class PartitionEnd implements AsyncDisposable {
  readonly #directory: string;
  readonly #limits: ReadLimits;
  #reader: PartitionReader | undefined;
  #base = -1n;
  #last: Promise<unknown> = Promise.resolve();

  constructor(directory: string, limits: ReadLimits) {
    this.#directory = directory;
    this.#limits = limits;
  }

  /** The oldest kept offset and the one after the newest message; 0 and 0 for a partition that does not exist. One caller at a time, the others wait. */
  range(): Promise<{ readonly oldest: bigint; readonly end: bigint }> {
    const asked = this.#last.then(() => this.#look());
    this.#last = asked.catch(() => {});
    return asked;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
    await this.#reader?.[Symbol.asyncDispose]();
  }

  async #look(): Promise<{ readonly oldest: bigint; readonly end: bigint }> {
    const segments = await listSegments(this.#directory);
    const newest = segments.at(-1);
    if (newest === undefined) return { oldest: 0n, end: 0n };
    if (newest.base !== this.#base || this.#reader === undefined) {
      await this.#reader?.[Symbol.asyncDispose]();
      this.#reader = new PartitionReader(this.#directory, newest.base, this.#limits, () => {});
      this.#base = newest.base;
    }
    while ((await this.#reader.read()).length > 0);
    return { oldest: segments[0]?.base ?? 0n, end: this.#reader.next ?? newest.base };
  }
}
