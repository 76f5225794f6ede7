import { compareByConvention, conventionMethod } from "../statistics/conventions/compare-by-convention.ts";
import type { ConventionName } from "../statistics/conventions/convention-names.ts";
import { appliesTo, type DriftMethod, type MethodOptions } from "../statistics/method.ts";
import type { Sample } from "../statistics/sample.ts";
import { leastDealChance } from "../statistics/two-sample/deal-chance.ts";
import type { ReportMethod } from "./drift-report.ts";

/** How a column's distribution is compared. */
export interface MethodChoice {
  /** The method of the distribution check; Kolmogorov–Smirnov takes a short cut. */
  readonly method: DriftMethod;
  /** The same for numbers of at most two distinct values, which methods of two categories take too. */
  readonly ofTwoNumbers: DriftMethod;
  /** Methods listed besides, each at its own published threshold. */
  readonly besides: readonly DriftMethod[];
  readonly options: MethodOptions;
  /** A package whose published values are told in place of ours; the verdict stays with the budget. */
  readonly convention: ConventionName | null;
}

/** Every method that applies, each at the threshold that its literature, or the package of the convention, publishes; no budget is shared among them. */
export function publishedMethods(choice: MethodChoice, reference: Sample, current: Sample): readonly ReportMethod[] {
  const { method, besides, options, convention } = choice;
  const listed = besides.length === 0 && convention !== null ? [method] : besides;
  return listed
    .filter((one) => appliesTo(one, reference, current))
    .map((one) => (convention === null ? published(one, reference, current, options) : conventional(one, reference, current, convention)));
}

function published(method: DriftMethod, reference: Sample, current: Sample, options: MethodOptions): ReportMethod {
  const result = method.compare(reference, current, options);
  const pValue = result.pValue === null ? null : Math.max(result.pValue, leastDealChance(reference.total, current.total));
  const common = { name: method.name, statistic: result.statistic, pValue, threshold: method.publishedThreshold };
  if (result.statistic === null) return { ...common, drifted: false, note: result.note };
  return { ...common, drifted: pValue === null ? result.statistic >= method.publishedThreshold : pValue < method.publishedThreshold };
}

function conventional(method: DriftMethod, reference: Sample, current: Sample, convention: ConventionName): ReportMethod {
  const result = compareByConvention(convention, method.name, reference, current);
  const theirs = conventionMethod(convention, method.name);
  const threshold = theirs?.threshold ?? null;
  const common = { name: method.name, statistic: result.statistic, pValue: result.pValue, threshold };
  if (result.statistic === null) return { ...common, drifted: false, note: result.note };
  if (threshold === null) return { ...common, drifted: false, note: `${convention} takes its threshold from the reference's chunks, which a report has not` };
  return { ...common, drifted: theirs?.drifted(result, threshold) ?? false };
}
