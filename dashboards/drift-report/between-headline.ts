import type { DriftReport } from "../../analyzers/report/drift-report.ts";
import type { RelationCheck, RelationKind } from "../../analyzers/relations/relation-check.ts";
import { listed, measure, probability } from "../words/format.ts";
import { statisticInWords } from "../words/statistic-in-words.ts";
import { betweenColumns } from "./between-columns.ts";
import { columnsByStatus } from "./column-status.ts";
import { shortened } from "./printable.ts";
import { relationSubjects } from "./relation-words.ts";
import { seesLittle } from "./unchanged-headline.ts";

/** Characters of what a relation's check says. */
const LONGEST = 300;

const NEXT: Readonly<Record<RelationKind, (names: string) => string>> = {
  correlation: (names) =>
    `look at how ${names} are joined or derived; if the change is real, check the model on recent data, for it may rest on how they go together`,
  copy: (names) => `look at how ${names} are filled: is one taken from the other?`,
  feedback: (names) => `look at whether the prediction comes back as an input (${names}): a model that learns from itself drifts away`,
  constant: (names) => `look at the source of ${names}: is it still measured?`,
  unrelated: (names) => `look at how the rows of ${names} are joined to the others: a wrong key or a shuffled column shows so`,
  late: (names) => `look at the feed of ${names}: its values come later`,
  stale: (names) => `look at the feed of ${names}: its last value is repeated`,
  duplicates: () => "look for rows that were sent or loaded twice",
  rowCount: () => "look at what delivers the rows: are some missing, or doubled?",
};

/** What a report says first when no column changed for certain, but something between them did; null where nothing did. */
export function betweenHeadline(report: DriftReport): { readonly first: string; readonly next: string } | null {
  const { changed, together } = betweenColumns(report);
  const [lead] = changed;
  if (lead === undefined && together.length === 0) return null;
  const subjects = [relationSubjects(changed), together.length > 0 ? "all columns together" : ""].filter((subject) => subject !== "");
  const detail =
    lead !== undefined
      ? `; ${shortened(lead.detail, LONGEST)}`
      : `, by ${listed(together.map(({ method, pValue }) => `${statisticInWords(method)}${pValue === null ? "" : ` (${probability(pValue)})`}`))}`;
  return { first: `${columnsFirst(report, listed(subjects))}${detail}.`, next: `What now: ${lead === undefined ? NEXT_OF_ALL : nextOf(lead)}` };
}

/** "The relations between columns and all columns together did not change either"; empty where none was judged. */
export function betweenUnchanged({ relations = [], multivariate = [] }: DriftReport): string {
  const judged = [
    relations.length > 0 ? "the relations between columns" : "",
    multivariate.some(({ statistic }) => statistic !== null) ? "all columns together" : "",
  ];
  const subjects = judged.filter((subject) => subject !== "");
  return subjects.length === 0 ? "" : `${listed(subjects)} did not change either`;
}

const NEXT_OF_ALL = "check the model on recent data: which values occur together is not what it learned from.";

function columnsFirst(report: DriftReport, subjects: string): string {
  const { minor, unchanged } = columnsByStatus(report);
  if (report.columns.length === 0) return `The two data sets share no column, but ${subjects} changed`;
  if (minor.length > 0) return `No column changed by as much as ${measure(report.minEffect)}, the least that was asked for, but ${subjects} did`;
  if (unchanged.length === 0) return `Whether any column changed we can’t tell, but ${subjects} did`;
  return seesLittle(report, unchanged)
    ? `No column shows a change, though only a large one would, but ${subjects} changed`
    : `No column changed by itself, but ${subjects} did`;
}

function nextOf({ check, columns }: RelationCheck): string {
  const text = NEXT[check](listed(columns.map((name) => shortened(name))));
  return text.endsWith("?") ? text : `${text}.`;
}
