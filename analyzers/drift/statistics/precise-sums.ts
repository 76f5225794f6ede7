/** Several sums, each with its rounding errors carried along, nearly as exact as one rounding. [Neumaier 1974, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen] */
export class PreciseSums {
  readonly #totals: Float64Array;
  readonly #lost: Float64Array;

  constructor(count: number) {
    this.#totals = new Float64Array(count);
    this.#lost = new Float64Array(count);
  }

  add(index: number, value: number): void {
    const total = this.#totals[index] ?? 0;
    const next = total + value;
    this.#lost[index] = (this.#lost[index] ?? 0) + (Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total);
    this.#totals[index] = next;
  }

  /** The sums so far. */
  values(): readonly number[] {
    return Array.from(this.#totals, (total, index) => total + (this.#lost[index] ?? 0));
  }
}
