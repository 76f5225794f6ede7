/** Memory for columns, used again: a report of a thousand columns would else leave gigabytes to the garbage collector. */
export class BufferPool {
  readonly #free = new Map<number, ArrayBuffer[]>();

  /** A buffer of at least `bytes`, in steps of a quarter; its content is whatever it was. */
  take(bytes: number): ArrayBuffer {
    const capacity = capacityOf(bytes);
    return this.#free.get(capacity)?.pop() ?? new ArrayBuffer(capacity);
  }

  /** Gives back a buffer that nobody looks at any more. */
  give(buffer: ArrayBuffer): void {
    const free = this.#free.get(buffer.byteLength);
    if (free === undefined) this.#free.set(buffer.byteLength, [buffer]);
    else free.push(buffer);
  }
}

/** The next power of two or quarter step between two, at least 4 KiB. */
function capacityOf(bytes: number): number {
  const power = 2 ** Math.floor(Math.log2(Math.max(4096, bytes)));
  return power + Math.ceil((Math.max(4096, bytes) - power) / (power / 4)) * (power / 4);
}
