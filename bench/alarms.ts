/**
 * How often unchanged data are called drifted, by reports and by monitoring, and the smallest changes that a report finds. `npm run bench -- alarms [options]`:
 * `--parts null,monitoring,generated,power` (all), `--sizes` (rows a side of the null), `--pairs` (500, of each size and seed), `--months` (200), `--generated DIR` (data of shared/bench/generate.py),
 * `--power-sizes` (1000,10000), `--workers` (2). `--parts drift` is months of drift monitoring on fresh baselines of few and many days: `--months` of each cell of `--blocks` (1,7,14,28,30,60), `--traffic` (names of
 * TRAFFIC, split by semicolons; `held`: those that are held to the budget; `all`), `--rows` (200,1000) and `--shapes` (numbers,mixed), after `--served` quiet days (0) that teach, which two are not in the default parts.
 * `--parts drift-power` is the share of `--days` (120) on which drift monitoring calls changes of one of 25 columns.
 * `--parts joint` is `--months` of one model under drift, decay, errors and load together for each of `--blocks` and `--cells` (independent;AR .5;AR .9;weekend;hours;bursty;low, or all): alerts as people get them, beside the one
 * a month that is asked.
 * `--parts decay` is twelve unchanged weeks of decay after each of `--months` baselines of `--blocks` days: weeks with any alarm, beside the budget of a week.
 * `--parts decay-tasks` is `--months` weeks of each world of a model of classes and of numbers, right and wrong from the start: what changes there, in how many weeks decay is called, by which causes.
 */
import { parseArgs } from "node:util";
import { decayTasks } from "./alarms/decay-tasks.ts";
import { decayWeeks } from "./alarms/decay-weeks.ts";
import { cellsOf, driftCells } from "./alarms/drift-cells.ts";
import { driftPower } from "./alarms/drift-power.ts";
import { generatedReports } from "./alarms/generated-report.ts";
import { jointMonths } from "./alarms/joint.ts";
import { monitoredMonths } from "./alarms/monitored-months.ts";
import { nullAlarms, SEEDS } from "./alarms/null-alarms.ts";
import { power } from "./alarms/power.ts";
import { toStderr } from "./alarms/progress.ts";

const OPTIONS = {
  parts: { type: "string", default: "null,monitoring,generated,power" },
  sizes: { type: "string", default: "100,300,1000,10000,100000" },
  pairs: { type: "string", default: "500" },
  months: { type: "string", default: "200" },
  generated: { type: "string" },
  "power-sizes": { type: "string", default: "1000,10000" },
  workers: { type: "string", default: "2" },
  blocks: { type: "string", default: "1,7,14,28,30,60" },
  traffic: { type: "string", default: "held" },
  rows: { type: "string", default: "200,1000" },
  shapes: { type: "string", default: "numbers" },
  served: { type: "string", default: "0" },
  cells: { type: "string", default: "all" },
  days: { type: "string", default: "120" },
} as const;

export default async function alarms(options: readonly string[]): Promise<object> {
  const { values } = parseArgs({ args: [...options], options: OPTIONS });
  const numbers = (list: string): readonly number[] => list.split(",").map(Number);
  const parts: Readonly<Record<string, () => Promise<object>>> = {
    null: async () => nullAlarms(numbers(values.sizes), Number(values.pairs), Number(values.workers), toStderr),
    monitoring: async () => monitoredMonths(Number(values.months), toStderr),
    drift: async () => driftCells(cellsOf(values), Number(values.months), SEEDS[0], toStderr),
    decay: async () => decayWeeks(numbers(values.blocks), Number(values.months), SEEDS[0], toStderr),
    "decay-tasks": async () => decayTasks(Number(values.months), SEEDS[0], toStderr),
    "drift-power": async () => driftPower(Number(values.days), toStderr),
    joint: async () => jointMonths(Number(values.months), numbers(values.blocks), values.cells, toStderr),
    generated: async () => generatedReports(values.generated),
    power: async () => power(numbers(values["power-sizes"]), toStderr),
  };
  const found: Record<string, object> = {};
  for (const part of values.parts.split(",")) {
    const run = parts[part];
    if (run === undefined) throw new RangeError(`--parts takes ${Object.keys(parts).join(", ")}, got ${part}`);
    const started = performance.now();
    found[part] = { ...(await run()), seconds: Math.round((performance.now() - started) / 1000) };
  }
  return found;
}
