import type { CategoricalDistribution, NumericDistribution } from "../../analyzers/findings/finding.ts";
import { measure, percent } from "../words/format.ts";
import { dataTable } from "./data-table.ts";
import { evenBins } from "./even-bins.ts";
import { middleOf } from "./middle-of.ts";
import type { Markup } from "./svg.ts";

/** Most bins listed. */
const BINS = 15;

/** The shares behind a chart of both distributions; their tails are rows of their own. @param names of both sides */
export function distributionTable(distribution: NumericDistribution | CategoricalDistribution, names: readonly [string, string]): Markup {
  if (distribution.kind === "categorical") {
    const { categories, reference, current } = distribution;
    return dataTable(
      "The shares as a table",
      ["Category", ...names],
      categories.map((category, index) => [category === "" ? "(empty)" : category, percent(reference[index] ?? 0), percent(current[index] ?? 0)]),
    );
  }
  const { edges, reference, current, tails } = evenBins(middleOf(distribution), BINS);
  const between = reference.map((share, bin) => [`${measure(edges[bin] ?? 0)} to ${measure(edges[bin + 1] ?? 0)}`, percent(share), percent(current[bin] ?? 0)]);
  return dataTable(
    "The shares as a table",
    ["Value", ...names],
    [
      [`under ${measure(edges[0] ?? 0)}`, percent(tails.reference[0]), percent(tails.current[0])],
      ...between,
      [`over ${measure(edges.at(-1) ?? 0)}`, percent(tails.reference[1]), percent(tails.current[1])],
    ],
  );
}
