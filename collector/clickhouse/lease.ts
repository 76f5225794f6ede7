import { randomUUID } from "node:crypto";
import type { Store } from "./store.ts";

/** The right to do what one process alone may do at a time, over all that share a store. Disposing gives it back. */
export interface Lease extends AsyncDisposable {
  /** Takes it where nobody has it, or whoever had it has been silent for its term; true while it is ours. @throws whatever the store throws: then nobody can tell whose it is. */
  hold(): Promise<boolean>;
}

export interface LeaseOptions {
  /** How long a silent holder keeps it, milliseconds; default 20,000. It is written anew after a third of that. */
  readonly termMs?: number;
  /** Told when it becomes ours, or another's; first when it is first known. */
  readonly onChange?: (ours: boolean) => void;
}

const TERM_MS = 20_000;
/** One that was confirmed so long ago is asked for again: this process may have been stopped in the meantime. */
const FRESH_MS = 2_000;

const NEWEST = `
  SELECT number, holder, written_time + toIntervalMillisecond(term_ms) < now64(3) AS over
  FROM leases FINAL WHERE name = {name: String}`;

interface NewestLease {
  readonly number: number;
  readonly holder: string;
  readonly over: number;
}

/**
 * A lease kept in the store: each holder writes its name behind the one before, under a deduplication token that names that one, so that of several who try at once the engine itself takes the first alone. Time is the store's own.
 */
export function storeLease(store: Store, name: string, { termMs = TERM_MS, onChange = () => undefined }: LeaseOptions = {}): Lease {
  const me = randomUUID();
  let ours: boolean | undefined;
  let confirmed = { wallMs: Number.NEGATIVE_INFINITY, processMs: Number.NEGATIVE_INFINITY };
  let written = Number.NEGATIVE_INFINITY;
  let renewing: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const newest = async (): Promise<NewestLease | undefined> => (await store.query<NewestLease>(NEWEST, { name }))[0];
  const write = async (before: NewestLease | undefined, term: number): Promise<void> => {
    const row = { name, number: (before?.number ?? 0) + 1, holder: me, term_ms: term };
    await store.insert("leases", [row], { token: `${name} after ${before?.number ?? 0} of ${before?.holder ?? "nobody"}` });
  };
  /** Neither clock alone sees every stop: one may be set, the other stands still while a machine sleeps. */
  const since = ({ wallMs, processMs }: typeof confirmed): number => Math.max(Math.abs(Date.now() - wallMs), performance.now() - processMs);

  async function ask(): Promise<boolean> {
    if (ours === true && since(confirmed) < FRESH_MS) return true;
    let current = await newest();
    const mine = current?.holder === me && current.over === 0;
    if (mine ? performance.now() - written > termMs / 3 : current === undefined || current.over === 1) {
      await write(current, termMs);
      written = performance.now();
      current = await newest();
    }
    const before = ours;
    ours = current?.holder === me;
    if (ours !== before) onChange(ours);
    confirmed = { wallMs: Date.now(), processMs: performance.now() };
    // What it allows may take longer than its term.
    renewing ??= setInterval(() => void (ours === true && inTurn(ask).catch(() => undefined)), termMs / 4).unref();
    return ours;
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  }

  return {
    hold: () => inTurn(ask),
    async [Symbol.asyncDispose]() {
      clearInterval(renewing);
      await inTurn(async () => {
        const current = await newest();
        if (current?.holder === me) await write(current, 0);
      }).catch(() => undefined);
    },
  };
}
