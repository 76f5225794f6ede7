import type { Finding } from "../../../analyzers/findings/finding.ts";

/** Share of rows without a value, before and now, where the evidence has it. */
export function missingShares({ evidence }: Pick<Finding, "evidence">): { readonly reference: number; readonly current: number } | null {
  const missing = evidence["missing"] as { reference?: unknown; current?: unknown } | undefined;
  if (typeof missing?.reference !== "number" || typeof missing.current !== "number") return null;
  return { reference: missing.reference, current: missing.current };
}
