/** Random numbers that are the same for the same seeds. [sfc32: Doty-Humphrey, PractRand] */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  #spare = Number.NaN;

  constructor(...seeds: readonly [number, number?, number?]) {
    [this.#a, this.#b, this.#c] = [seeds[0] | 0, (seeds[1] ?? 0) | 0, (seeds[2] ?? 0) | 0];
    for (let round = 0; round < 20; round++) this.#next();
  }

  /** In (0, 1). */
  uniform(): number {
    return (this.#next() + 0.5) / 2 ** 32;
  }

  /** 0 to `below` − 1. */
  whole(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** Mean 0, standard deviation 1. [Marsaglia and Bray 1964, the polar method] */
  normal(): number {
    const spare = this.#spare;
    this.#spare = Number.NaN;
    if (!Number.isNaN(spare)) return spare;
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = y * factor;
      return x * factor;
    }
  }

  /** Mean 1. */
  exponential(): number {
    return -Math.log(this.uniform());
  }

  #next(): number {
    const mixed = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + mixed) | 0;
    return mixed >>> 0;
  }
}
