import { join } from "node:path";
import type { CompareOptions } from "../../../../analyzers/report/compare-data-sets.ts";
import type { DriftMethod } from "../../../../analyzers/statistics/method.ts";
import { loadPlugins } from "../../../../plugins.ts";

/** A comparison as `tidemark report` makes it by default, without relations. */
export async function plainComparison(): Promise<CompareOptions> {
  const methods = await loadPlugins<DriftMethod>(join(import.meta.dirname, "../../../../analyzers/statistics/methods"));
  return { method: "auto", methods, methodOptions: {}, convention: null, falseAlarmRate: 0.01, minEffect: 0, relations: null, multivariate: [] };
}
