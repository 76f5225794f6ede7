import type { Finding } from "../../analyzers/findings/finding.ts";
import type { BaselineChange } from "../read/report-queries.ts";
import type { ZonedTime } from "./zoned-time.ts";

/** "baseline since 9 April 2013: 2013-04-09 to 2013-05-19 (Ada)"; empty while the configuration's own is compared with. */
export function baselineSince(pinned: BaselineChange | null, time: ZonedTime): string {
  if (pinned === null) return "";
  const who = pinned.by === "" ? "pinned by hand" : pinned.by;
  const since = pinned.since === 0 ? "" : ` since ${time.moment(pinned.since)} ${time.year(pinned.since)}`;
  return `baseline${since}: ${pinned.baseline || pinned.baselineId.slice(0, 12)} (${who})`;
}

/** What a finding was compared with, as it recorded it: the baseline may be another one now. @param otherwise for one read without its inputs */
export function referenceOf({ inputs }: Pick<Finding, "inputs">, otherwise: string): string {
  const baseline = inputs["baseline"];
  return typeof baseline === "object" && baseline !== null && "name" in baseline && typeof baseline.name === "string" ? baseline.name : otherwise;
}
