import type { Random } from "../../analyzers/statistics/random.ts";

/** What a scenario did and saw. */
export interface FaultReport {
  /** How often what was done: "kill collect-2", "stop engine", … */
  readonly done: Readonly<Record<string, number>>;
  /** What the books said at the end: answered, stored, lost, … */
  readonly books: Readonly<Record<string, number>>;
  /** In words, what should not have happened; empty when the books balance. */
  readonly failures: readonly string[];
}

export interface ScenarioOptions {
  /** How many faults. */
  readonly faults: number;
  /** Chooses what happens to whom, and when. */
  readonly random: Random;
  /** Told of each fault as it happens. */
  readonly say: (words: string) => void;
}

/** One file `*-scenario.ts` of this folder is one scenario, by its default export: real processes, traffic, faults by a seeded schedule, and the books at the end. */
export interface Scenario {
  readonly name: string;
  /** Faults of its short part in `npm test`. */
  readonly short: number;
  /** Why it cannot run here, for a skip. */
  missing?(): Promise<string | undefined>;
  run(options: ScenarioOptions): Promise<FaultReport>;
}
