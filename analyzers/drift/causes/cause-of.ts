import type { Cause } from "../../findings/finding.ts";
import type { ColumnJudgement } from "../judge-column.ts";
import { renamedCategory } from "./renamed-category.ts";
import { unitChange } from "./unit-change.ts";

export interface NamedCause {
  readonly cause: Cause;
  /** One clause for people. */
  readonly text: string;
}

/**
 * Names the cause of a drifted window by plain rules, in this order: most rows' values are newly missing (nullSurge); a level goes by a new name (renamedCategory); the shift came at once and a known
 * conversion takes it back (unitChange); it has lasted for two windows, or came by degrees (trueShift). Null when none fits, as for a single strange window.
 * @param before the windows before it, oldest first, as many as are known.
 */
export function causeOf(judgement: ColumnJudgement, before: readonly ColumnJudgement[]): NamedCause | null {
  if (judgement.rejected.has("missing") && judgement.missingEffect >= judgement.minEffect) return { cause: "nullSurge", text: "values stopped coming" };
  const renamed = renamedCategory(judgement);
  if (renamed !== null) return { cause: "renamedCategory", text: `${renamed.from} seems to be called ${renamed.to} now` };
  const run = runOf(judgement, before);
  const abrupt = isAbrupt(run.first, run.previous);
  const conversion = abrupt ? unitChange(judgement) : null;
  if (conversion !== null) return { cause: "unitChange", text: `the values seem to be ${conversion.seems}` };
  if (run.length > 1) return { cause: "trueShift", text: `the shift lasts, ${run.previous === undefined ? "at least " : ""}${run.length} windows so far` };
  return abrupt ? null : { cause: "trueShift", text: "the shift came by degrees" };
}

/** The windows up to this one that drifted the same way without a break, and the window before them. */
function runOf(
  judgement: ColumnJudgement,
  before: readonly ColumnJudgement[],
): { first: ColumnJudgement; previous: ColumnJudgement | undefined; length: number } {
  let [first, length] = [judgement, 1];
  for (const earlier of before.toReversed()) {
    if (!earlier.drifted || !Object.is(Math.sign(earlier.shift), Math.sign(judgement.shift))) return { first, previous: earlier, length };
    [first, length] = [earlier, length + 1];
  }
  return { first, previous: undefined, length };
}

/** Whether at least half of the shift came from one window to the next. Without a window before, or one without values, it did. */
function isAbrupt(first: ColumnJudgement, previous: ColumnJudgement | undefined): boolean {
  if (first.current.type === "categorical" || previous === undefined || !Number.isFinite(previous.shift)) return true;
  return Math.abs(first.shift - previous.shift) >= Math.abs(first.shift) / 2;
}
