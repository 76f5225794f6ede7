const NOTHING: readonly Buffer[] = [];

/** A body as it passes by: its length always, its bytes as long as they stay within a limit. */
export class KeptBody {
  readonly #maxBytes: number;
  #chunks: Buffer[] = [];
  #length = 0;
  /** `performance.now()` when bytes came first and last; 0: none came. */
  firstMs = 0;
  lastMs = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(chunk: Buffer): void {
    this.#length += chunk.length;
    this.lastMs = performance.now();
    this.firstMs ||= this.lastMs;
    if (this.#length <= this.#maxBytes) this.#chunks.push(chunk);
    else this.#chunks = [];
  }

  get length(): number {
    return this.#length;
  }

  get tooLarge(): boolean {
    return this.#length > this.#maxBytes;
  }

  /** Empty when the body was too large. */
  get chunks(): readonly Buffer[] {
    return this.tooLarge ? NOTHING : this.#chunks;
  }
}
