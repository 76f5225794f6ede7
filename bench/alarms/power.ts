import { contingencyTest } from "../../analyzers/statistics/two-sample/contingency.ts";
import type { Check } from "../../analyzers/report/check.ts";
import { shareBudget } from "../../analyzers/report/share-budget.ts";
import { checkSides, type ColumnSide } from "./check-sides.ts";
import { drawSide } from "./draw-side.ts";
import { GENERATED_COLUMNS } from "./generated-columns.ts";
import { RATE, SEEDS } from "./null-alarms.ts";
import { POWER_CASES, type PowerCase } from "./power-cases.ts";
import type { Progress } from "./progress.ts";
import { Random } from "./random.ts";

/** Data sets drawn for an amount of change; a chance of 90 % is then known to 1.5 points. */
const DRAWS = 400;
const WANTED = 0.9;
/** Halvings of the ratio of the largest amount to a thousandth of it: the answer is right to 1.4 %, but for the draws. */
const STEPS = 9;
const LEAST = 1e-3;
/** Unchanged 24-column data sets that stand in turn beside the changed column. */
const BESIDE = 25;

/** The smallest changes of one of 25 columns that are found with a chance of 90 %, by the report and by Kolmogorov–Smirnov or chi-square alone with Bonferroni over the columns. */
export async function power(sizes: readonly number[], progress: Progress): Promise<object> {
  const found: Record<string, object> = {};
  for (const rows of sizes) {
    const beside = Array.from({ length: BESIDE }, (_, number) => unchangedChecks(rows, new Random(SEEDS[1], rows, number)));
    const table: Record<string, object> = {};
    for (const one of POWER_CASES) {
      const of = (finds: Finder): number | null => smallest(one, rows, finds);
      const bySimple = one.changed(0).type === "numeric" ? "Kolmogorov–Smirnov" : "chi-square";
      const report = of((reference, current, draw) => foundByReport(reference, current, beside[draw % BESIDE] ?? []));
      table[one.name] = { unit: one.unit, report, [`${bySimple} with Bonferroni`]: of(foundByTest) };
      progress(`power, ${rows} rows, ${one.name}: ${JSON.stringify(table[one.name])}`);
    }
    found[rows] = table;
  }
  return { wanted: WANTED, draws: DRAWS, asked: RATE, found };
}

type Finder = (reference: ColumnSide, current: ColumnSide, draw: number) => boolean;

/** Bisects the amount on a scale of ratios; every amount is tried on the same seeds, so that the share found rises with it but for rounding. Null where the largest amount is not found either. */
function smallest(one: PowerCase, rows: number, finds: Finder): number | null {
  if (!foundOften(one, one.most, rows, finds)) return null;
  let [low, high] = [one.most * LEAST, one.most];
  for (let step = 0; step < STEPS; step++) {
    const middle = Math.sqrt(low * high);
    if (foundOften(one, middle, rows, finds)) high = middle;
    else low = middle;
  }
  return Number(high.toPrecision(3));
}

/** Stops as soon as so many are missed, or found, that the rest cannot change the answer. */
function foundOften(one: PowerCase, amount: number, rows: number, finds: Finder): boolean {
  const [before, after] = [one.changed(0), one.changed(amount)];
  let [found, missed] = [0, 0];
  for (let draw = 0; draw < DRAWS; draw++) {
    if (finds(drawSide(before, rows, new Random(SEEDS[0], rows, draw)), drawSide(after, rows, new Random(SEEDS[2], rows, draw)), draw)) found += 1;
    else missed += 1;
    if (found >= WANTED * DRAWS) return true;
    if (missed > (1 - WANTED) * DRAWS) return false;
  }
  return found >= WANTED * DRAWS;
}

function unchangedChecks(rows: number, random: Random): readonly Check[] {
  return GENERATED_COLUMNS.slice(1).flatMap((column) => checkSides(column.name, drawSide(column, rows, random), drawSide(column, rows, random)).checks);
}

function foundByReport(reference: ColumnSide, current: ColumnSide, beside: readonly Check[]): boolean {
  const { checks } = checkSides("changed", reference, current);
  return shareBudget([...checks, ...beside], RATE)
    .slice(0, checks.length)
    .some(({ rejected }) => rejected);
}

/** The published p-value of the column's distribution alone, against an equal share of the rate. */
function foundByTest(reference: ColumnSide, current: ColumnSide): boolean {
  const share = RATE / GENERATED_COLUMNS.length;
  if (reference.type === "categorical" && current.type === "categorical")
    return contingencyTest({ reference: [...reference.counts], current: [...current.counts] }).pValue <= share;
  const { pValue } = checkSides("changed", reference, current);
  return pValue !== null && pValue <= share;
}
