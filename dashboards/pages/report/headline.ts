import type { ColumnView } from "./columns-view.ts";
import { intervalText } from "../../words/describe-change.ts";
import { listed, measure, plural } from "../../words/format.ts";
import type { Problem } from "./problems-view.ts";

export interface Headline {
  readonly first: string;
  /** What else there is to know; may be empty. */
  readonly rest: string;
}

/** The page's first sentence, and a second one for the rest. Never a bare "drift detected". */
export function headline(model: string, problems: readonly Problem[], columns: readonly ColumnView[]): Headline {
  const open = problems.filter((problem) => problem.until === null);
  const [lead] = problems;
  if (lead !== undefined && (lead.until === null || isDecay(lead)))
    return {
      first: leadSentence(lead),
      rest: [afterwards(lead), alongside(lead), otherProblems(open.filter((problem) => problem !== lead)), counts(columns)]
        .filter((text) => text !== "")
        .join(" "),
    };
  const judged = columns.filter((column) => column.history.some((finding) => finding.verdict !== "noData"));
  if (judged.length === 0 && problems.length === 0) return { first: `Nothing can be said of ${model} yet.`, rest: counts(columns) };
  const last = problems.toSorted((a, b) => (b.until ?? 0) - (a.until ?? 0))[0];
  if (last === undefined) return { first: `${model} is as it was in training: ${plural(judged.length, "column")} unchanged.`, rest: "" };
  return { first: `Nothing is wrong with ${model} now.`, rest: `Last: ${last.what}, ${last.when}. ${counts(columns)}` };
}

/** A decay of the whole is told as what it means, since nobody knows a gap by its name. */
function leadSentence(lead: Problem): string {
  if (!isDecay(lead) || lead.episodes[0]?.subject !== "calibrationGap") return `${capital(lead.what)}${interval(lead)}, ${lead.when}.`;
  const more = lead.episodes.some(({ subject }) => subject === "accuracy") ? "wrong more often than expected" : "off in what it predicts";
  return `The model ${lead.until === null ? "is" : "was"} ${more}, ${lead.when}: ${lead.what.replace("the model", "it")}${gapText(lead)}.`;
}

/** " (11.7 points more; 95 % 6.57 to 16.8)". */
function gapText({ episodes: [lead] }: Problem): string {
  const effect = lead?.shown.effect;
  if (!effect) return "";
  return ` (${measure(Math.abs(effect.value) * 100)} points ${effect.value < 0 ? "fewer" : "more"}; ${intervalText(effect, lead?.subject).replace(" points", "")})`;
}

/** What a decay that is over is followed by: it ends with a window that was judged and held. */
function afterwards(lead: Problem): string {
  return lead.until === null ? "" : "Since then it has been as right as expected.";
}

const isDecay = ({ episodes }: Problem): boolean => episodes[0]?.analyzer === "decay";

function interval({ episodes: [lead] }: Problem): string {
  const text = intervalText(lead?.shown.effect ?? null, lead?.analyzer === "decay" ? lead.subject : undefined);
  return text === "" ? "" : ` (${text})`;
}

function alongside({ others, until }: Problem): string {
  return others.length === 0 || until !== null ? "" : `With it changed ${listed(others, 4)}.`;
}

function otherProblems(problems: readonly Problem[]): string {
  if (problems.length === 0) return "";
  const whats = problems.slice(0, 2).map((problem) => `${problem.what}, ${problem.when}${problem.harmless ? ", without harm so far" : ""}`);
  const more = problems.length - whats.length;
  return `${capital(whats.join("; "))}${more > 0 ? `; ${more} more below` : ""}.`;
}

function counts(columns: readonly ColumnView[]): string {
  const of = (status: ColumnView["status"]): ColumnView[] => columns.filter((column) => column.status === status);
  const [unchanged, over] = [of("unchanged").length, of("over").length];
  const unknown = of("cantTell");
  const parts = [
    unchanged > 0 ? `${plural(unchanged, "column")} did not change` : "",
    over > 0 ? `${unchanged > 0 ? String(over) : plural(over, "column")} changed for a while` : "",
    unknown.length > 0 ? `of ${listed(unknown.map(({ name }) => name))} we can’t tell` : "",
  ];
  const text = parts.filter((part) => part !== "").join("; ");
  return text === "" ? "" : `${capital(text)}.`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
