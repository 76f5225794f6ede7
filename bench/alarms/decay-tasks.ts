import { analyzerBudget } from "../../analyzers/monitoring/budget.ts";
import { DAY_MS } from "../../test/analyzers/decay/simulate.ts";
import {
  CLASS_CONCEPTS,
  CLASS_LEFT_OUT,
  CLASS_MIXED,
  CLASS_WORLDS,
  type ClassWorld,
  judgedWeek,
  moreOfSecond,
  NUMBER_CONCEPTS,
  NUMBER_LEFT_OUT,
  NUMBER_WORLDS,
  NUMBERS,
  type NumberWorld,
  SURE,
  UNSURE,
  type WeekOptions,
} from "../../test/analyzers/decay/worlds.ts";
import { binomialInterval } from "./binomial-interval.ts";
import type { Progress } from "./progress.ts";
import { Random } from "./random.ts";

interface Study {
  readonly name: string;
  readonly before: ClassWorld | NumberWorld;
  readonly after: ClassWorld | NumberWorld;
  readonly options?: WeekOptions;
}

/** A week of a model of classes, or of numbers, behind 60 days of 300 rows each: nothing changes, inputs move, a feature that is left out does, the concept does, the classes' shares do. In how many weeks decay is called, and by which causes; of the quiet ones 5.8 % are asked. */
export function decayTasks(weeks: number, seed: number, progress: Progress): Promise<object> {
  const cells = studies().map(({ name, before, after, options }, index) => {
    const causes = new Map<string, number>();
    let called = 0;
    for (let week = 0; week < weeks; week += 1) {
      const random = new Random(seed, index, week);
      const bad = judgedWeek(before, after, () => random.uniform(), options);
      called += Number(bad.length > 0);
      for (const cause of new Set(bad.map((one) => one.cause ?? "none"))) causes.set(cause, (causes.get(cause) ?? 0) + 1);
      progress(`decay of classes and numbers, ${name}: ${week + 1} of ${weeks} weeks, ${called} called`);
    }
    const [low, high] = binomialInterval(called, weeks);
    return { name, weeks, called, low, high, causes: Object.fromEntries(causes) };
  });
  return Promise.resolve({ asked: analyzerBudget(1, 7 * DAY_MS), cells });
}

function studies(): readonly Study[] {
  const models = [
    ["classes", SURE],
    ["classes without confidence", UNSURE],
  ] as const;
  const quiet = (["unchanged", "inputs +1 sd", "inputs −1 sd"] as const).map((what, place) => [what, [0, 1, -1][place] ?? 0] as const);
  const classes = models.flatMap(([model, base]): Study[] => [
    ...Object.entries(CLASS_WORLDS).flatMap(([world, of]) =>
      quiet.map(([what, mean]) => ({ name: `${model}, ${world}: ${what}`, before: { ...base, ...of }, after: { ...base, ...of, mean } })),
    ),
    { name: `${model}: a feature that is left out`, before: { ...base, ...CLASS_LEFT_OUT, flagged: 0.3 }, after: { ...base, ...CLASS_LEFT_OUT, flagged: 0.8 } },
    ...Object.entries(CLASS_CONCEPTS).map(([what, truth]) => ({ name: `${model}: ${what}`, before: base, after: { ...base, truth } })),
    { name: `${model}: label shift`, before: { ...base, ...CLASS_MIXED }, after: { ...base, ...CLASS_MIXED }, options: { mix: moreOfSecond } },
  ]);
  const numbers: Study[] = [
    ...Object.entries(NUMBER_WORLDS).flatMap(([world, of]) =>
      quiet.map(([what, mean]) => ({ name: `numbers, ${world}: ${what}`, before: { ...NUMBERS, ...of }, after: { ...NUMBERS, ...of, mean } })),
    ),
    {
      name: "numbers: a feature that is left out",
      before: { ...NUMBERS, ...NUMBER_LEFT_OUT, flagged: 0.3 },
      after: { ...NUMBERS, ...NUMBER_LEFT_OUT, flagged: 0.8 },
    },
    ...Object.entries(NUMBER_CONCEPTS).map(([what, truth]) => ({ name: `numbers: ${what}`, before: NUMBERS, after: { ...NUMBERS, truth } })),
  ];
  return [...classes, ...numbers];
}
