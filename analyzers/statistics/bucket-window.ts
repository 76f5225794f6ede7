import type { DetectorMemory } from "./change-detector.ts";

/** The cut of a window whose parts differ most: d of ADWIN's bound at which it would just be a change, and whether any cut is one. */
export interface Cut {
  readonly log: number;
  readonly changed: boolean;
}

/** Which cuts count, and by how much the parts' sizes are taken less. */
export interface CutRules {
  readonly less: number;
  readonly least: number;
  readonly passesOver: boolean;
}

/** Sizes of buckets: powers of two up to 2^47, more than a stream has values. */
const SIZES = 48;
const POWERS = Float64Array.from({ length: SIZES }, (_, size) => 2 ** size);

/** An exponential histogram of the last values: up to `most` buckets of each power of two, each with its sum and sum of squares about its mean; two older ones of a size that has one too many are merged. The oldest of a size comes first. */
export class BucketWindow {
  readonly #places: number;
  readonly #sums: Float64Array;
  readonly #squares: Float64Array;
  readonly #filled = new Int32Array(SIZES);
  #largest = 0;
  #count = 0;
  #sum = 0;
  #variation = 0;

  constructor(most: number, memory: DetectorMemory | null) {
    this.#places = most + 1;
    this.#sums = new Float64Array(SIZES * this.#places);
    this.#squares = new Float64Array(SIZES * this.#places);
    if (memory === null) return;
    [this.#largest, this.#count, this.#sum, this.#variation] = memory["window"] as [number, number, number, number];
    this.#filled.set(memory["filled"] as readonly number[]);
    this.#sums.set(memory["sums"] as readonly number[]);
    this.#squares.set(memory["squares"] as readonly number[]);
  }

  /** Values in the window. */
  get count(): number {
    return this.#count;
  }

  push(value: number): void {
    this.#put(0, value, 0);
    if (this.#count > 0) {
      const apart = value - this.#sum / this.#count;
      this.#variation += (this.#count * apart * apart) / (this.#count + 1);
    }
    this.#count += 1;
    this.#sum += value;
    this.#merge();
  }

  dropOldest(): void {
    const size = POWERS[this.#largest] ?? 0;
    const at = this.#largest * this.#places;
    const sum = this.#sums[at] ?? 0;
    this.#count -= size;
    this.#sum -= sum;
    const apart = this.#count === 0 ? 0 : sum / size - this.#sum / this.#count;
    this.#variation = Math.max(0, this.#variation - (this.#squares[at] ?? 0) - (size * this.#count * apart * apart) / (size + this.#count));
    this.#take(this.#largest, 1);
    while (this.#largest > 0 && this.#filled[this.#largest] === 0) this.#largest -= 1;
  }

  /** The best cut between buckets; where one is a change for this δ the search ends, as the oldest bucket goes then. */
  bestCut({ less, least, passesOver }: CutRules, delta: number): Cut {
    const bound = Math.log((2 * Math.log(this.#count)) / delta);
    const variance = Math.max(0, this.#variation / this.#count);
    let [older, olderSum, log] = [0, 0, 0];
    for (let size = this.#largest; size >= 0; size -= 1) {
      const end = (this.#filled[size] ?? 0) - (passesOver ? 1 : 0);
      const values = POWERS[size] ?? 0;
      for (let place = 0; place < end; place += 1) {
        older += values;
        olderSum += this.#sums[size * this.#places + place] ?? 0;
        const newer = this.#count - older;
        if (newer < least) return { log, changed: false };
        if (older < least) continue;
        const share = 1 / (older - less) + 1 / (newer - less);
        const apart = Math.abs(olderSum / older - (this.#sum - olderSum) / newer);
        if (!isOver(apart, share, variance, log)) continue;
        log = Math.max(log, logAt(apart, share, variance));
        if (isOver(apart, share, variance, bound)) return { log, changed: true };
      }
    }
    return { log, changed: false };
  }

  save(): DetectorMemory {
    return {
      window: [this.#largest, this.#count, this.#sum, this.#variation],
      filled: [...this.#filled.subarray(0, this.#largest + 1)],
      sums: [...this.#sums.subarray(0, (this.#largest + 1) * this.#places)],
      squares: [...this.#squares.subarray(0, (this.#largest + 1) * this.#places)],
    };
  }

  /** Merges the two oldest of each size that is over full, from the smallest on. */
  #merge(): void {
    for (let size = 0; this.#filled[size] === this.#places; size += 1) {
      const at = size * this.#places;
      const [one, other] = [this.#sums[at] ?? 0, this.#sums[at + 1] ?? 0];
      const values = POWERS[size] ?? 0;
      const apart = (one - other) / values;
      this.#put(size + 1, one + other, (this.#squares[at] ?? 0) + (this.#squares[at + 1] ?? 0) + (values * apart * apart) / 2);
      this.#take(size, 2);
    }
  }

  #put(size: number, sum: number, squares: number): void {
    const place = this.#filled[size] ?? 0;
    this.#sums[size * this.#places + place] = sum;
    this.#squares[size * this.#places + place] = squares;
    this.#filled[size] = place + 1;
    if (size > this.#largest) this.#largest = size;
  }

  /** Takes the oldest of a size away. */
  #take(size: number, many: number): void {
    const [from, filled] = [size * this.#places, this.#filled[size] ?? 0];
    for (let place = many; place < filled; place += 1) {
      this.#sums[from + place - many] = this.#sums[from + place] ?? 0;
      this.#squares[from + place - many] = this.#squares[from + place] ?? 0;
    }
    for (let place = filled - many; place < filled; place += 1) this.#sums[from + place] = this.#squares[from + place] = 0;
    this.#filled[size] = filled - many;
  }
}

/** Whether parts are further apart than the bound with this d. */
function isOver(apart: number, share: number, variance: number, log: number): boolean {
  return apart > Math.sqrt(2 * share * variance * log) + (2 / 3) * log * share;
}

/** The d that solves apart = √(2 share variance d) + 2/3 d share. */
function logAt(apart: number, share: number, variance: number): number {
  if (apart === 0) return 0;
  const linear = Math.sqrt(2 * share * variance);
  const root = (Math.sqrt(linear * linear + (8 / 3) * share * apart) - linear) / ((4 / 3) * share);
  return root * root;
}
