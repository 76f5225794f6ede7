/** Event time's one clock: windows, `for`, cooldowns and retention follow it. Epoch milliseconds. */
export interface Clock {
  now(): number;
}

/** Live: event time is the wall clock. */
export const wallClock: Clock = { now: () => Date.now() };

/** Replay: event time stands where it was last moved to; it never goes back. */
export class ReplayClock implements Clock {
  #now: number;

  constructor(startMs: number) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  advanceTo(ms: number): void {
    this.#now = Math.max(this.#now, ms);
  }
}
