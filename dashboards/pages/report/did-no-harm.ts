import { isBad } from "../../../analyzers/findings/episodes.ts";
import type { Finding } from "../../../analyzers/findings/finding.ts";
import type { MarkedEpisode } from "./marked-episodes.ts";

/** Decay findings that are not on whether the model is right. */
const NOT_CORRECTNESS: ReadonlySet<string> = new Set(["labels", "staleness"]);

/** Whether only inputs moved, and every judgement on correctness of that time (at least one) says that the model was as right as expected. */
export function didNoHarm(group: readonly MarkedEpisode[], findings: readonly Finding[]): boolean {
  if (group.some(({ analyzer, cause }) => analyzer !== "drift" || (cause !== "trueShift" && cause !== null))) return false;
  const judged = findings.filter(
    (finding) =>
      finding.analyzer === "decay" &&
      !NOT_CORRECTNESS.has(finding.subject) &&
      finding.verdict !== "noData" &&
      group.some(({ since, until }) => finding.windowEnd > since && (until === null || finding.windowStart < until)),
  );
  return judged.length > 0 && !judged.some(isBad);
}
