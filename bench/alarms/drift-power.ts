import { sharedAmong } from "../../analyzers/drift/judge-window.ts";
import { checkColumn } from "../../analyzers/drift/judge-column.ts";
import { columnNulls } from "../../analyzers/drift/null/column-null.ts";
import { analyzerBudget } from "../../analyzers/monitoring/budget.ts";
import { type Cell, DAY, monitoredOf, windowOf } from "../../test/analyzers/drift/synthetic.ts";
import { binomialInterval } from "./binomial-interval.ts";
import { FILE_DAYS, inOneBlock } from "./one-block.ts";
import type { Progress } from "./progress.ts";
import { Random } from "./random.ts";

const COLUMNS = 25;
/** Changed days on each baseline. */
const DAYS_A_BASELINE = 10;

type Draw = (random: Random, level: number) => Cell;

/** A change of one column of 25, and how the days are that it is seen against. */
interface PowerCase {
  readonly name: string;
  /** Days of the baseline; 1: all in one block. */
  readonly blocks: number;
  readonly rows: number;
  /** Standard deviation of a day's own level in each column. */
  readonly dayEffect: number;
  readonly usual: Draw;
  readonly changed: Draw;
}

const normal: Draw = (random, level) => random.normal() + level;
const levels =
  (...shares: readonly (readonly [string, number])[]): Draw =>
  (random) => {
    let left = random.uniform();
    return (shares.find(([, share]) => (left -= share) < 0) ?? shares[0])?.[0] ?? "";
  };
const rare = levels(["a", 0.1], ["b", 0.9]);
const FIRST_DAY: readonly (readonly [string, Draw, Draw])[] = [
  ["+2 standard deviations", normal, (random, level) => normal(random, level + 2)],
  ["another unit (°F for °C)", (random, level) => 15 + 8 * (random.normal() + level), (random, level) => 59 + 14.4 * (random.normal() + level)],
  ["a column gone", normal, () => null],
  ["a level of 10 % renamed", rare, levels(["A", 0.1], ["b", 0.9])],
  ["a tenth of the rows stuck", normal, (random, level) => (random.uniform() < 0.1 ? 0.4 : normal(random, level))],
];
const CASES: readonly PowerCase[] = [
  { name: "+0.2 standard deviations", blocks: 60, rows: 1000, dayEffect: 0, usual: normal, changed: (random, level) => normal(random, level + 0.2) },
  { name: "a category from 10 % to 18 %", blocks: 60, rows: 1000, dayEffect: 0, usual: rare, changed: levels(["a", 0.18], ["b", 0.82]) },
  ...[0, 0.17, 0.3].flatMap((dayEffect) => FIRST_DAY.map(([name, usual, changed]) => ({ name, blocks: 1, rows: 200, dayEffect, usual, changed }))),
];

/** Share of changed days that are called, at the level of a window of 25 columns. */
export function driftPower(days: number, progress: Progress): object {
  const budget = analyzerBudget(1, DAY);
  const cases = CASES.map((one, number) => {
    let [called, all] = [0, 0];
    for (let baseline = 0; all < days; baseline++) {
      const random = new Random(20_261_127, number, baseline);
      const day = (draw: Draw): { readonly [name: string]: readonly Cell[] } => {
        const columns = Array.from({ length: COLUMNS }, (_, column) => {
          const [of, level] = [column === 0 ? draw : normal, one.dayEffect * random.normal()];
          return [`x${column}`, Array.from({ length: one.rows }, () => of(random, level))] as const;
        });
        return Object.fromEntries(columns);
      };
      const before = Array.from({ length: one.blocks === 1 ? FILE_DAYS : one.blocks }, () => day(one.usual));
      const { baseline: made } = monitoredOf(one.blocks === 1 ? [inOneBlock(before)] : before);
      const nulls = made.columns.map((column) => columnNulls(made, column, { window: "1d", calendar: [], daySpread: 0.2 }));
      for (let place = 0; place < DAYS_A_BASELINE && all < days; place++, all++) {
        const data = windowOf({ ...monitoredOf([{}]), baseline: made }, day(one.changed), before.length + place);
        const checks = nulls.map((known) => checkColumn(known(data.window), data).checks);
        called += Number(sharedAmong(checks, budget)[0]?.some(({ rejected }) => rejected));
      }
    }
    progress(`power, ${one.name}, ${one.blocks} blocks, days differ by ${one.dayEffect}: ${called} of ${all}`);
    const { name, blocks, rows, dayEffect } = one;
    return { name, blocks, rows, dayEffect, called, days: all, share: Number((called / all).toFixed(3)), interval95: binomialInterval(called, all) };
  });
  return { columns: COLUMNS, cases };
}
