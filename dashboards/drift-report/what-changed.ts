import type { ReportColumn } from "../../analyzers/report/drift-report.ts";

/** Share of the whole change that the mean's makes up where it is what changed. */
const MOSTLY = 0.5;
/** From which standard deviations differ. */
const SPREAD = 0.05;

/** Which figures of a changed column the verdict is about; none where no figure tells it. Of a changed distribution the mean, if its change makes up most of it, else the spread, if it differs at all; and the missing share. */
export function whatChanged({ reasons, effect, size, sides: { reference, current } }: ReportColumn): ReadonlySet<"effect" | "spread" | "missing"> {
  const failed = new Set(reasons.map(({ check }) => check));
  const about = new Set<"effect" | "spread" | "missing">(failed.has("missing") ? ["missing"] : []);
  if (!failed.has("distribution") || effect === null) return about;
  const { deviation } = reference;
  if (deviation === null || current.deviation === null || Math.abs(effect.value) >= MOSTLY * size * deviation) return about.add("effect");
  return Math.abs(current.deviation - deviation) > SPREAD * deviation ? about.add("spread") : about;
}
