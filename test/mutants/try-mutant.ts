import type { Mutant } from "./mutant.ts";
import type { NearestTests } from "./nearest-tests.ts";
import { runTests, type TestsOutcome } from "./run-tests.ts";
import type { Sandbox } from "./sandbox.ts";

/** What became of a mutant. `timedOut`: its tests did not end, as they do without it; it was noticed all the same. `undecided`: some tests were red or late, but so they were without it (a busy machine); the others were green. */
export interface Verdict {
  readonly outcome: "killed" | "survived" | "timedOut" | "undecided";
  /** File and name of the test that was red. */
  readonly by: string | null;
  /** Test files that were run. */
  readonly tried: number;
  readonly seconds: number;
}

export interface Trial {
  readonly sandbox: Sandbox;
  readonly tests: NearestTests;
  /** The nearest so many test files are run. */
  readonly most: number;
  /** For each run of some files. */
  readonly deadlineMs: number;
  /** Outcomes without a mutant, by the files run: those that are red or late all the same tell nothing and are left out from then on. */
  readonly clean: Map<string, TestsOutcome>;
}

/** Runs the nearest tests on a mutant, until one is red. */
export async function tryMutant(mutant: Mutant, trial: Trial): Promise<Verdict> {
  const { sandbox, tests, most, clean, deadlineMs } = trial;
  const files = tests.of(mutant.file).filter((file) => (clean.get(file)?.kind ?? "green") === "green");
  const started = performance.now();
  let tried = 0;
  let doubt = false;
  const verdict = (outcome: Verdict["outcome"], by: string | null = null): Verdict => {
    return { outcome, by, tried, seconds: Math.round((performance.now() - started) / 100) / 10 };
  };
  for (const group of inGroups(files.slice(0, most))) {
    tried += group.length;
    for (let left = group; left.length > 0;) {
      const outcome = await runWith(mutant, left);
      if (outcome.kind === "green") break;
      const suspects = outcome.kind === "red" ? [outcome.file] : left;
      if (await isGreen(suspects, trial)) return outcome.kind === "red" ? verdict("killed", `${outcome.file}: ${outcome.test}`) : verdict("timedOut");
      doubt = true;
      left = left.filter((file) => !suspects.includes(file));
    }
  }
  return verdict(doubt ? "undecided" : "survived");

  async function runWith(one: Mutant, group: readonly string[]): Promise<TestsOutcome> {
    using _ = sandbox.with(one);
    const outcome = await runTests(sandbox.root, group, deadlineMs);
    return outcome.kind === "red" && outcome.doubtful ? runTests(sandbox.root, [outcome.file], deadlineMs) : outcome;
  }
}

/** The nearest file alone, then two, three and the rest together: starting a run costs as much as a small file, but the nearest is mostly enough. */
function inGroups(files: readonly string[]): readonly (readonly string[])[] {
  return [files.slice(0, 1), files.slice(1, 3), files.slice(3, 6), files.slice(6)].filter((group) => group.length > 0);
}

/** Whether some files are green without any mutant. */
async function isGreen(files: readonly string[], { sandbox, clean, deadlineMs }: Trial): Promise<boolean> {
  const key = files.join(" ");
  const outcome = clean.get(key) ?? (await runTests(sandbox.root, files, deadlineMs));
  clean.set(key, outcome);
  return outcome.kind === "green";
}
