import type { DriftReport } from "../../analyzers/report/drift-report.ts";
import { plural, probability } from "../words/format.ts";
import { betweenColumns } from "./between-columns.ts";
import { STATUS_MARKS } from "./column-status.ts";
import { shortened } from "./printable.ts";
import { togetherText } from "./relation-words.ts";

const SHOWN = 10;
/** Characters of a sentence. */
const LONGEST = 200;

/** A line of text, and whether it is of something that changed. */
export interface BetweenLine {
  readonly text: string;
  readonly changed: boolean;
}

/** What a terminal says of relations and of all columns together, a line each; none where neither was asked for. */
export function betweenLines(report: DriftReport): BetweenLine[] {
  const { changed } = betweenColumns(report);
  const relations = changed.slice(0, SHOWN).map(({ detail, pValue }) => ({
    text: `${STATUS_MARKS.changed.shape} ${shortened(detail, LONGEST)} (${probability(pValue).replaceAll(" ", "\u00a0")})`,
    changed: true,
  }));
  const left = changed.length - SHOWN;
  const together = (report.multivariate ?? []).map((check) => ({ text: `All columns together: ${togetherText(check)}`, changed: check.drifted }));
  const held = changed.length === 0 && (report.relations?.length ?? 0) > 0;
  return [
    ...relations,
    ...(left > 0 ? [{ text: `and ${plural(left, "more relation")}`, changed: false }] : []),
    ...(held ? [{ text: "Relations between columns unchanged", changed: false }] : []),
    ...together,
  ];
}
