import type { ColumnView } from "./columns-view.ts";
import { intervalText } from "../../words/describe-change.ts";
import { listed, measure, plural } from "../../words/format.ts";
import type { Problem } from "./problems-view.ts";
import { capital } from "../../../alerts/render/words.ts";

export interface Headline {
  readonly first: string;
  /** What else there is to know; may be empty. */
  readonly rest: string;
}

/** What a headline asks of a column. */
export interface HeadlineColumn extends Pick<ColumnView, "name" | "status"> {
  /** Whether any of its windows was judged. */
  readonly judged: boolean;
  /** Whether its newest verdict says nothing though it was judged. */
  readonly blind: boolean;
}

/** The page's first sentence, and a second one for the rest. Never a bare "drift detected"; "unchanged" is said only of what would have shown. */
export function headline(model: string, problems: readonly Problem[], columns: readonly HeadlineColumn[]): Headline {
  const open = problems.filter((problem) => problem.until === null);
  const [lead] = problems;
  if (lead !== undefined && (lead.until === null || isDecay(lead)))
    return {
      first: leadSentence(lead),
      rest: [
        firedBefore(lead),
        harmless(lead),
        afterwards(lead),
        alongside(lead),
        otherProblems(open.filter((problem) => problem !== lead)),
        wrongBefore(lead, problems),
        counts(columns),
        whatToDo(columns),
      ]
        .filter((text) => text !== "")
        .join(" "),
    };
  const judged = columns.filter((column) => column.judged);
  const clear = judged.filter(({ status }) => status !== "cantTell");
  const rest = remainder(columns);
  if (clear.length === 0 && problems.length === 0)
    return { first: judged.length === 0 ? `Nothing can be said of ${model} yet.` : `Whether ${model} changed can’t be told.`, rest };
  const last = problems.toSorted((a, b) => (b.until ?? 0) - (a.until ?? 0))[0];
  if (last === undefined)
    return {
      first: `${model} is as it was in training: ${plural(clear.length, "column")} unchanged.`,
      rest: remainder(columns.filter(({ status }) => status !== "unchanged")),
    };
  const wrong = wrongBefore(last, problems);
  return { first: `Nothing is wrong with ${model} now.`, rest: `Last: ${last.what}, ${last.when}. ${wrong === "" ? "" : `${wrong} `}${rest}` };
}

/** A decay of the whole is told as what it means, since nobody knows a gap by its name. */
function leadSentence(lead: Problem): string {
  if (!isDecay(lead) || lead.episodes[0]?.subject !== "calibrationGap") return `${capital(lead.what)}${interval(lead)}, ${lead.when}.`;
  const more = lead.episodes.some(({ subject }) => subject === "accuracy") ? "wrong more often than expected" : "off in what it predicts";
  return `The model ${lead.until === null ? "is" : "was"} ${more}, ${lead.when}: ${lead.what.replace("the model", "it")}${gapText(lead)}.`;
}

/** " (22–28 April; 11.7 points more; 95 % 6.57 to 16.8)". */
function gapText({ episodes: [lead], window }: Problem): string {
  const effect = lead?.shown.effect;
  if (!effect) return ` (${window})`;
  return ` (${window}; ${measure(Math.abs(effect.value) * 100)} points ${effect.value < 0 ? "fewer" : "more"}; ${intervalText(effect, lead?.subject).replace(" points", "")})`;
}

/** What a decay that is over is followed by: it ends with a window that was judged and held. */
function afterwards(lead: Problem): string {
  return lead.until === null ? "" : "Since then it has been as right as expected.";
}

/** "It was 32.7 °F when the alert fired, 19 May, on and off since 8 April." */
function firedBefore({ atFiring, before }: Problem): string {
  const parts = [atFiring === "" ? "" : `it was ${atFiring}`, before].filter((part) => part !== "");
  return parts.length === 0 ? "" : `${capital(parts.join("; "))}.`;
}

function harmless({ harmless: unharmed, until }: Problem): string {
  return unharmed && until === null ? "By the labels the model stayed as right as expected." : "";
}

/** Under a shift that lasts, that the model was wrong for a while: the newest such time. */
function wrongBefore(lead: Problem, problems: readonly Problem[]): string {
  const before = problems.find((problem) => problem !== lead && problem.until !== null && isDecay(problem) && !problem.injected);
  return before === undefined ? "" : `The model was wrong more often than expected ${before.when}.`;
}

const isDecay = ({ episodes }: Problem): boolean => episodes[0]?.analyzer === "decay";

/** " (30 June; 95 % 41.3 to 42.1 °F)": which window the size is of, and how sure. */
function interval({ episodes: [lead], window }: Problem): string {
  const text = intervalText(lead?.shown.effect ?? null, lead?.analyzer === "decay" ? lead.subject : undefined);
  return ` (${[window, text].filter((part) => part !== "").join("; ")})`;
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

function remainder(columns: readonly HeadlineColumn[]): string {
  return [counts(columns), whatToDo(columns)].filter((text) => text !== "").join(" ");
}

function counts(columns: readonly HeadlineColumn[]): string {
  const of = (status: ColumnView["status"]): HeadlineColumn[] => columns.filter((column) => column.status === status);
  const [unchanged, over] = [of("unchanged").length, of("over").length];
  const unknown = of("cantTell");
  const parts = [
    unchanged > 0 ? `${plural(unchanged, "column")} did not change` : "",
    over > 0 ? `${unchanged > 0 ? String(over) : plural(over, "column")} changed for a while` : "",
    unknown.length > 0
      ? `of ${unknown.length > 1 ? `${unknown.length} (` : ""}${listed(unknown.map(({ name }) => name))}${unknown.length > 1 ? ")" : ""} we can’t tell`
      : "",
  ];
  const text = parts.filter((part) => part !== "").join("; ");
  return text === "" ? "" : `${capital(text)}.`;
}

/** How the columns that nothing can be said of could be seen; empty where none are, or what keeps them is no blind spot. */
function whatToDo(columns: readonly HeadlineColumn[]): string {
  const blind = columns.filter((column) => column.status === "cantTell" && column.blind);
  if (blind.length === 0) return "";
  return `${blind.length === 1 ? "There" : "Of these"} only a change beyond what matters would have shown: judge longer windows (drift.window), or compare with a baseline of more days.`;
}
