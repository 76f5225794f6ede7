import type { AnalyzerName } from "../../analyzers/findings/finding.ts";
import type { FindingBrief } from "../lifecycle/alert-state.ts";
import { rankBriefs } from "../lifecycle/finding-brief.ts";

/** What people understand of a decay without a manual, best first. */
const TELLING: readonly string[] = ["calibrationGap", "accuracy", "precision", "recall"];

/** An incident's findings as people should hear of them: those of its newest bad window first, since they say how it is now; of them, of a decay what they understand first (the calibration gap, then accuracy), of failures the class before the sum of all, else the worst first. */
export function tellingOrder(analyzer: AnalyzerName, briefs: readonly FindingBrief[]): readonly FindingBrief[] {
  const newest = Math.max(...briefs.map(({ windowEnd }) => windowEnd));
  const age = ({ windowEnd }: FindingBrief) => (windowEnd === newest ? 0 : 1);
  return rankBriefs(briefs).toSorted((a, b) => age(a) - age(b) || place(analyzer, a.subject) - place(analyzer, b.subject));
}

function place(analyzer: AnalyzerName, subject: string): number {
  if (analyzer === "errors") return subject === "all" ? 1 : 0;
  const index = analyzer === "decay" ? TELLING.indexOf(subject) : 0;
  return index === -1 ? TELLING.length : index;
}
