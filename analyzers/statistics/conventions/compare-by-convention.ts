import { type MethodResult, noResult } from "../method.ts";
import type { Sample } from "../sample.ts";
import type { ColumnDetails, Convention, ConventionMethod } from "./convention.ts";
import type { ConventionName } from "./convention-names.ts";
import { evidently } from "./evidently.ts";
import { nannyml } from "./nannyml.ts";

const CONVENTIONS = { evidently, nannyml } as const satisfies Record<ConventionName, Convention>;

/** A method as a package computes it; null when the package has no such method. @param method Our name of it. */
export function conventionMethod(convention: ConventionName, method: string): ConventionMethod | null {
  const methods: Convention = CONVENTIONS[convention];
  return methods[method] ?? null;
}

/** Compares as a package does, or says why that cannot be. @param method Our name of the method. */
export function compareByConvention(convention: ConventionName, method: string, reference: Sample, current: Sample, details: ColumnDetails = {}): MethodResult {
  const found = conventionMethod(convention, method);
  if (found === null) return noResult(`${convention} has no method like ${method}; leave the convention out for ours`);
  if (reference.type !== current.type) return noResult(`the reference is ${reference.type}, the current data ${current.type}`);
  if (reference.total === 0) return noResult("the reference has no values");
  if (current.total === 0) return noResult("the current data have no values");
  const result = found.compare(reference, current, details);
  return result.statistic === null || Number.isFinite(result.statistic) ? result : noResult(`${convention}'s ${found.peerName} is not finite here`);
}
