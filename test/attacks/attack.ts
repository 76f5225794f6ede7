import type { Random } from "../../analyzers/statistics/random.ts";

/** What an attack did and saw. */
export interface AttackReport {
  readonly tried: number;
  /** By kind of answer: an HTTP status, `closed`, … */
  readonly answers: Readonly<Record<string, number>>;
  /** In words, what should not have happened; empty when all held. At most a hundred. */
  readonly failures: readonly string[];
  /** Largest resident size of the process under attack, bytes. */
  readonly peakBytes: number;
}

export interface AttackOptions {
  readonly count: number;
  readonly random: Random;
  /** How many are under way at once; default 16. More make a large count quicker: most of the time a broken request is waited for. */
  readonly atOnce?: number | undefined;
}

/** One file `*-attack.ts` of this folder is one attack, by its default export: it starts what it attacks, attacks it `count` times and stops it. */
export interface Attack {
  readonly name: string;
  run(options: AttackOptions): Promise<AttackReport>;
}

/** One of a list. */
export function pick<T>(random: Random, list: readonly T[]): T {
  const one = list[Math.floor(random() * list.length)];
  if (one === undefined) throw new Error("picking from an empty list");
  return one;
}

/** Counts answers and keeps the first hundred failures. */
export function createTally(): { readonly answers: Record<string, number>; readonly failures: string[]; count(kind: string): void; fail(words: string): void } {
  const [answers, failures]: [Record<string, number>, string[]] = [{}, []];
  return {
    answers,
    failures,
    count: (kind) => void (answers[kind] = (answers[kind] ?? 0) + 1),
    fail: (words) => void (failures.length < 100 && failures.push(words)),
  };
}
