/**
 * How often every printed 95 % interval holds the truth, and how wide it is beside the best-known one on the same rows. `npm run bench -- intervals [options]`: `--sizes` (20,100,1000,10000 rows a side),
 * `--draws` (400 of each truth and size), `--seed` (20261127), `--only TEXT` (intervals whose name has it).
 */
import { parseArgs } from "node:util";
import { toStderr } from "./alarms/progress.ts";
import { Random } from "./alarms/random.ts";
import { INTERVAL_CASES, type IntervalCase } from "./intervals/cases.ts";

const OPTIONS = {
  sizes: { type: "string", default: "20,100,1000,10000" },
  draws: { type: "string", default: "400" },
  seed: { type: "string", default: "20261127" },
  only: { type: "string", default: "" },
} as const;

interface Held {
  readonly truth: string;
  /** Share of the intervals given that hold the truth; null where all are withheld. */
  readonly coverage: number | null;
  /** Share of the draws in which an interval is given. */
  readonly given: number;
  readonly width: number | null;
  readonly rivalWidth: number | null;
}

export default async function intervals(options: readonly string[]): Promise<object> {
  const { values } = parseArgs({ args: [...options], options: OPTIONS });
  const sizes = values.sizes.split(",").map(Number);
  const [draws, seed] = [Number(values.draws), Number(values.seed)];
  const found: Record<string, object> = {};
  const byInterval = Map.groupBy(
    INTERVAL_CASES.filter(({ interval }) => interval.includes(values.only)),
    ({ interval }) => interval,
  );
  for (const [interval, cases] of byInterval) {
    const table: Record<string, object> = {};
    for (const rows of sizes) {
      // Rows drawn in all are what takes time: fewer draws of the largest.
      const truths = cases.map((one, place) => held(one, rows, rows > 1000 ? Math.ceil(draws / 4) : draws, seed + place));
      const given = truths.filter(({ coverage }) => coverage !== null);
      table[rows] = {
        ...summaryOf(given),
        worst: given.toSorted((a, b) => (a.coverage ?? 1) - (b.coverage ?? 1)).slice(0, 3),
        withheld: truths.filter(({ given: share }) => share < 0.995),
      };
      toStderr(`intervals, ${interval}, ${rows} rows: ${JSON.stringify(summaryOf(given))}`);
    }
    found[interval] = { truths: cases.map(({ truth }) => truth), rival: cases[0]?.rival, ...table };
  }
  return { draws, seed, found };
}

/** Averages over the truths, each weighted alike. */
function summaryOf(truths: readonly Held[]): object {
  const mean = (of: (one: Held) => number | null): number | null => {
    const known = truths.map(of).filter((value) => value !== null);
    return known.length === 0 ? null : Number((known.reduce((sum, value) => sum + value, 0) / known.length).toPrecision(4));
  };
  return {
    coverage: mean(({ coverage }) => coverage),
    given: mean(({ given }) => given),
    width: mean(({ width }) => width),
    rivalWidth: mean(({ rivalWidth }) => rivalWidth),
  };
}

function held(one: IntervalCase, rows: number, draws: number, seed: number): Held {
  let [given, covers, width, rival, rivals] = [0, 0, 0, 0, 0];
  for (let draw = 0; draw < draws; draw++) {
    const trial = one.trial(rows, new Random(seed, rows, draw));
    if (trial === null) continue;
    given += 1;
    covers += Number(trial.covers);
    width += trial.width;
    if (trial.rival === null) continue;
    rival += trial.rival;
    rivals += 1;
  }
  const rounded = (value: number): number => Number(value.toPrecision(4));
  return {
    truth: one.truth,
    coverage: given === 0 ? null : rounded(covers / given),
    given: rounded(given / draws),
    width: given === 0 ? null : rounded(width / given),
    rivalWidth: rivals === 0 ? null : rounded(rival / rivals),
  };
}
