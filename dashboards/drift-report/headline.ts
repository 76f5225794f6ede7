import type { CheckName, DriftReport, ReportColumn } from "../../analyzers/report/drift-report.ts";
import { listed, measure, plural } from "../words/format.ts";
import { betweenColumns } from "./between-columns.ts";
import { betweenHeadline, betweenUnchanged } from "./between-headline.ts";
import { columnsByStatus } from "./column-status.ts";
import { shortened } from "./printable.ts";
import { relationSubjects } from "./relation-words.ts";
import { powerSentence, seesLittle, unchangedHeadline } from "./unchanged-headline.ts";

/** What a report says before any table. */
export interface ReportHeadline {
  /** What changed, by how much, how sure. */
  readonly first: string;
  /** The other columns. May be empty. */
  readonly rest: string;
  /** What to do. May be empty. */
  readonly next: string;
}

/** Characters of the first sentence: a name can be as long as a file likes. */
const LONGEST = 400;

const NEXT: Readonly<Record<CheckName, (name: string) => string>> = {
  distribution: (name) => `check the model on rows where ${name} moved; if it no longer holds, retrain on recent data`,
  tail: (name) => `look at the outermost rows of ${name}: are they real, or faults of the source?`,
  missing: (name) => `look at the source of ${name}: do its values still arrive?`,
  levels: (name) => `compare the new and the vanished categories of ${name}: a renamed one can be mapped back before it reaches the model`,
  range: (name) => `look at the rows of ${name} out of range: another unit or a faulty source shows there first`,
  type: (name) => `convert ${name} to its former type before it reaches the model`,
  stuck: (name) => `look at how ${name} is recorded now: rounded, cut or filled in?`,
  precision: (name) => `look at how ${name} is recorded now: rounded, cut or filled in?`,
};

/** Failures that explain the others, whatever their p-values. */
const FIRST: readonly CheckName[] = ["type", "missing"];

/** Never a bare "drift detected": begins with the column that matters most, in its own unit. */
export function reportHeadline(report: DriftReport): ReportHeadline {
  const { changed, minor, cantTell, unchanged } = columnsByStatus(report);
  // That time went by is the least of all news.
  const lead = changed.find(({ type }) => type !== "datetime") ?? changed[0];
  const unknown = cantTell.length === 0 ? "" : `of ${names(cantTell)} we can’t tell`;
  const between = lead === undefined ? betweenHeadline(report) : null;
  if (between !== null) return { ...between, rest: sentences([little(minor, report), powerSentence(unchanged), unknown]) };
  if (report.columns.length === 0) return { first: "There is nothing to compare: the two data sets share no column.", rest: "", next: "" };
  if (lead !== undefined)
    return {
      first: sentence(shortened(lead.summary, LONGEST)).replaceAll(/(\d) %/g, "$1\u202f%"),
      rest: sentences([
        others(
          changed.filter((column) => column !== lead),
          report,
        ),
        [little(minor, report), unchanged.length > 0 ? `${unchanged.length} did not change` : "", unknown].filter(Boolean).join("; "),
      ]),
      next: nextStep(lead, changed, report),
    };
  if (minor.length > 0)
    return {
      first: `Nothing changed by as much as ${measure(report.minEffect)}, the least that was asked for.`,
      rest: sentences([little(minor, report), unchanged.length > 0 ? `${plural(unchanged.length, "column")} did not change` : "", unknown]),
      next: "",
    };
  if (unchanged.length === 0) return { first: "We can’t tell whether anything changed.", rest: sentences([unknown]), next: "" };
  return {
    ...unchangedHeadline(report, unchanged),
    rest: sentences([powerSentence(unchanged), seesLittle(report, unchanged) ? "" : betweenUnchanged(report), unknown]),
  };
}

/** What "changed" rests on: "Were nothing changed, a report like this would name any column in at most 1 % of cases; 150 checks share that." */
export function budgetSentence({ falseAlarmRate, hypotheses, relations }: Pick<DriftReport, "falseAlarmRate" | "hypotheses" | "relations">): string {
  return `Were nothing changed, a report like this would name any column${relations === undefined ? "" : " or relation"} in at most ${Number((falseAlarmRate * 100).toPrecision(3))}\u202f% of cases; ${plural(hypotheses, "check")} share that.`;
}

/** "2 other columns changed: a and b, and 3 relations between columns". */
function others(columns: readonly ReportColumn[], report: DriftReport): string {
  const relations = relationSubjects(betweenColumns(report).changed);
  if (columns.length === 0) return relations === "" ? "" : `${relations} changed too`;
  return `${plural(columns.length, "other column")} changed: ${names(columns)}${relations === "" ? "" : `, and ${relations}`}`;
}

function nextStep(lead: ReportColumn, changed: readonly ReportColumn[], { columns }: DriftReport): string {
  if (changed.length > 3 && changed.length > columns.length * 0.67)
    return "Most columns changed at once: first make sure that both files were made the same way (query, filter, units, order of columns).";
  const failed = lead.reasons.map(({ check }) => check);
  const first = FIRST.find((check) => failed.includes(check)) ?? failed[0];
  return sentence(`What now: ${NEXT[first ?? "distribution"](shortened(lead.name))}`);
}

function little(minor: readonly ReportColumn[], { minEffect }: DriftReport): string {
  return minor.length === 0 ? "" : `changed, but by less than ${measure(minEffect)}: ${names(minor)}`;
}

const names = (columns: readonly ReportColumn[]): string =>
  listed(
    columns.map(({ name }) => shortened(name)),
    4,
  );
const sentence = (text: string): string => (text === "" || /[.!?]$/.test(text) ? text : `${text}.`);
const sentences = (texts: readonly string[]): string =>
  texts
    .filter((text) => text !== "")
    .map((text) => sentence(text.charAt(0).toUpperCase() + text.slice(1)))
    .join(" ");
