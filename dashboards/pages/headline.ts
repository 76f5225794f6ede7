import type { ColumnView } from "./columns-view.ts";
import { intervalText } from "./describe-change.ts";
import { listed, plural } from "./format.ts";
import type { Problem } from "./problems-view.ts";

export interface Headline {
  readonly first: string;
  /** What else there is to know; may be empty. */
  readonly rest: string;
}

/** The page's first sentence, and a second one for the rest. Never a bare "drift detected". */
export function headline(model: string, problems: readonly Problem[], columns: readonly ColumnView[]): Headline {
  const open = problems.filter((problem) => problem.until === null);
  const lead = open[0];
  if (lead !== undefined)
    return {
      first: `${capital(lead.what)}${interval(lead)}, ${lead.when}.`,
      rest: [alongside(lead), otherProblems(open.slice(1)), counts(columns)].filter((text) => text !== "").join(" "),
    };
  const judged = columns.filter((column) => column.history.some((finding) => finding.verdict !== "noData"));
  if (judged.length === 0 && problems.length === 0) return { first: `Nothing can be said of ${model} yet.`, rest: counts(columns) };
  const last = problems.toSorted((a, b) => (b.until ?? 0) - (a.until ?? 0))[0];
  if (last === undefined) return { first: `${model} is as it was in training: ${plural(judged.length, "column")} unchanged.`, rest: "" };
  return { first: `Nothing is wrong with ${model} now.`, rest: `Last: ${last.what}, ${last.when}. ${counts(columns)}` };
}

function interval({ episodes }: Problem): string {
  const text = intervalText(episodes[0]?.shown.effect ?? null);
  return text === "" ? "" : ` (${text})`;
}

function alongside({ others }: Problem): string {
  return others.length === 0 ? "" : `With it changed ${listed(others, 4)}.`;
}

function otherProblems(problems: readonly Problem[]): string {
  if (problems.length === 0) return "";
  const whats = problems.slice(0, 2).map((problem) => `${problem.what}, ${problem.when}`);
  const more = problems.length - whats.length;
  return `${capital(whats.join("; "))}${more > 0 ? `; ${more} more below` : ""}.`;
}

function counts(columns: readonly ColumnView[]): string {
  const of = (status: ColumnView["status"]): ColumnView[] => columns.filter((column) => column.status === status);
  const unchanged = of("unchanged").length + of("over").length;
  const unknown = of("cantTell");
  const parts = [
    unchanged > 0 ? `${plural(unchanged, "column")} ${unchanged === 1 ? "is" : "are"} as in training` : "",
    unknown.length > 0 ? `of ${listed(unknown.map(({ name }) => name))} we can’t tell` : "",
  ];
  const text = parts.filter((part) => part !== "").join("; ");
  return text === "" ? "" : `${capital(text)}.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
