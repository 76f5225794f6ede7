import { TidemarkError } from "../../errors.ts";
import type { BufferPool } from "./buffer-pool.ts";

/** Reads one block of one row in ClickHouse's Native format from chunks of bytes as they come: first `start`, then the columns in their order. */
export class NativeRow {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The block's numbers of columns and of rows. */
  async start(): Promise<void> {
    await this.#variableInteger();
    await this.#variableInteger();
  }

  /** A column of `Array(Float32)` or `Array(Float64)`: one copy, into memory of the pool. */
  async floats(width: 4 | 8, pool: BufferPool): Promise<Float32Array | Float64Array> {
    await this.#nameAndType();
    const length = await this.#integer();
    const buffer = pool.take(length * width);
    await this.#fill(new Uint8Array(buffer, 0, length * width));
    return width === 4 ? new Float32Array(buffer, 0, length) : new Float64Array(buffer, 0, length);
  }

  /** A column of `UInt64`, under 2⁵³. */
  async unsigned64(): Promise<number> {
    await this.#nameAndType();
    return this.#integer();
  }

  /** Reads what is left, so that the connection can be used again. */
  async end(): Promise<void> {
    while ((await this.#chunks.next()).done !== true);
  }

  async #nameAndType(): Promise<void> {
    await this.#fill(new Uint8Array(await this.#variableInteger()));
    await this.#fill(new Uint8Array(await this.#variableInteger()));
  }

  async #integer(): Promise<number> {
    const bytes = new Uint8Array(8);
    await this.#fill(bytes);
    return Number(new DataView(bytes.buffer).getBigUint64(0, true));
  }

  async #fill(bytes: Uint8Array): Promise<void> {
    for (let filled = 0; filled < bytes.length;) {
      if (this.#at === this.#chunk.length) await this.#next();
      const part = this.#chunk.subarray(this.#at, this.#at + bytes.length - filled);
      bytes.set(part, filled);
      filled += part.length;
      this.#at += part.length;
    }
  }

  /** LEB128: a count, or the length of a string. */
  async #variableInteger(): Promise<number> {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = await this.#byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  async #byte(): Promise<number> {
    if (this.#at === this.#chunk.length) await this.#next();
    return this.#chunk[this.#at++] ?? 0;
  }

  async #next(): Promise<void> {
    for (let chunk = await this.#chunks.next(); ; chunk = await this.#chunks.next()) {
      if (chunk.done === true)
        throw new TidemarkError(
          "unavailable",
          "reading columns from ClickHouse: the result ended early; the database may have run out of memory or been stopped",
        );
      if (chunk.value.length === 0) continue;
      this.#chunk = chunk.value;
      this.#at = 0;
      return;
    }
  }
}
