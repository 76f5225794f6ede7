import { count } from "../../findings/in-words.ts";
import { chartOf } from "../../drift/chart.ts";
import { figure } from "../../statistics/figure.ts";
import { totalVariationInterval } from "../../statistics/intervals/total-variation-interval.ts";
import { countsByLevel } from "../../statistics/two-sample/bins.ts";
import type { ReportEffect } from "../drift-report.ts";
import type { CategorySide } from "../../data/category-side.ts";
import type { CategoricalSample } from "../../statistics/sample.ts";
import type { Check } from "../check.ts";
import type { CheckedColumn } from "../checked-column.ts";
import { methodCheck } from "../checks/distribution.ts";
import { levelsCheck } from "../checks/levels.ts";
import { missingCheck } from "../checks/missing.ts";
import { typeCheck } from "../checks/type.ts";
import { smallestMix } from "../detectable.ts";
import { describeCategories, describeMissing } from "../in-words.ts";
import { type MethodChoice, publishedMethods } from "../method-choice.ts";
import { publishedResult } from "../published-result.ts";

/** All checks of a column of categories or of truth values. */
export function checkCategories(
  column: { readonly name: string; readonly type: "categorical" | "boolean" },
  reference: CategorySide,
  current: CategorySide,
  choice: MethodChoice,
): CheckedColumn {
  const missing = { reference: missingShare(reference), current: missingShare(current) };
  const always = [
    missingCheck(
      { rows: reference.rows, missing: reference.rows - reference.sample.total },
      { rows: current.rows, missing: current.rows - current.sample.total },
    ),
    ...typesChecks(reference, current),
  ];
  const common = { ...column, method: choice.method.name, missing, sides: { reference: sideOf(reference), current: sideOf(current) } };
  if (reference.sample.total === 0 || current.sample.total === 0) {
    const empty = reference.sample.total === 0 ? "the reference has" : "the current data have";
    const nothing = { statistic: null, pValue: null, effect: null, distribution: null, methods: [], detectableAt: () => null } as const;
    return { ...common, ...nothing, checks: always, describe: describeMissing(missing), note: `${empty} no values to compare` };
  }
  const effect = mixEffect(reference.sample, current.sample);
  // One row's share of a level is 0 or 1: no size that could matter to anybody.
  const mix = effect?.value ?? 0;
  const largest = largestChange(reference.sample, current.sample);
  const distribution = methodCheck(choice.method, reference.sample, current.sample, { size: mix, detail: largest?.inRows ?? "" }, choice.options);
  const methods = choice.besides.length === 0 && choice.convention === null ? [] : publishedMethods(choice, reference.sample, current.sample);
  return {
    ...common,
    ...publishedResult(distribution, choice, methods),
    effect,
    distribution: chartOf(reference.sample, current.sample) ?? null,
    checks: [...("note" in distribution ? [] : [distribution]), levelsCheck(reference.sample, current.sample), ...always],
    methods,
    describe: describeCategories(mix, missing, largest?.inShares ?? ""),
    detectableAt: (level) => smallestMix(reference.sample.total, current.sample.total, levelsOf(reference.sample, current.sample), level),
  };
}

/** Total variation freed of chance, with its interval; one row has no shares to compare. */
function mixEffect(reference: CategoricalSample, current: CategoricalSample): ReportEffect | null {
  if (Math.min(reference.total, current.total) < 2) return null;
  return { ...totalVariationInterval(countsByLevel(reference, current)), unit: "share" };
}

/** The level whose share changed most, in words; null where none did. */
function largestChange(reference: CategoricalSample, current: CategoricalSample): { readonly inShares: string; readonly inRows: string } | null {
  const rows = (sample: CategoricalSample, level: string): number => sample.counts.get(level) ?? 0;
  const share = (sample: CategoricalSample, level: string): number => rows(sample, level) / sample.total;
  let [name, change] = ["", 0];
  for (const level of new Set([...reference.counts.keys(), ...current.counts.keys()])) {
    const difference = share(current, level) - share(reference, level);
    if (Math.abs(difference) > Math.abs(change)) [name, change] = [level, difference];
  }
  if (change === 0) return null;
  const part = (sample: CategoricalSample): string => `${count(rows(sample, name))} of ${count(sample.total)} rows`;
  return {
    inShares: `${name} in ${figure(share(current, name) * 100)} % against ${figure(share(reference, name) * 100)} %`,
    inRows: `${name} in ${part(current)}, in the reference in ${part(reference)}`,
  };
}

/** Only where one side has numbers among its categories and the other has not. */
function typesChecks(reference: CategorySide, current: CategorySide): readonly Check[] {
  if (reference.numbers === null || current.numbers === null || reference.numbers + current.numbers === 0) return [];
  const typesOf = (side: CategorySide): { rows: number; unreadable: number } => ({ rows: side.sample.total, unreadable: side.numbers ?? 0 });
  return [typeCheck(typesOf(reference), typesOf(current), "text")];
}

function missingShare({ rows, sample }: CategorySide): number {
  return rows === 0 ? 0 : (rows - sample.total) / rows;
}

function sideOf({ sample }: CategorySide): CheckedColumn["sides"]["reference"] {
  return { rows: sample.total, distinct: sample.counts.size, mean: null, deviation: null, low: null, high: null };
}

function levelsOf(reference: CategoricalSample, current: CategoricalSample): number {
  return new Set([...reference.counts.keys(), ...current.counts.keys()]).size;
}
