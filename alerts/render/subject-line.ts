import type { AlertState } from "../lifecycle/alert-state.ts";
import { visibleLine } from "../../visible-text.ts";
import { CAUSE_WORDS } from "./cause-words.ts";
import { failureKind, subjectWords } from "./subject-words.ts";
import type { ZonedWords } from "./zoned-words.ts";

/** Fewer letters than this, so that no list of mails cuts it. */
const LETTERS = 80;
/** Of a model's name at least, however long what is wrong with it takes. */
const LEAST_NAME = 20;

/** The one line of an alert, under 80 letters, the model first: "[critical] flight-delay: wrong more often than expected since 22 April"; of an end "[resolved] …". @param subjects as people should hear of them */
export function subjectLine(alert: AlertState, event: "firing" | "resolved", subjects: readonly string[], time: ZonedWords): string {
  const since = time.moment(alert.startedTime).replace(/ \d{4}\b/, "");
  const [head, tail] = [`[${event === "firing" ? alert.severity : "resolved"}] `, ` since ${since}`];
  const what = visibleLine(whatIsWrong(alert, subjects));
  const model = cut(visibleLine(alert.model), Math.max(LEAST_NAME, LETTERS - 1 - head.length - tail.length - what.length - 2));
  return `${head}${model}: ${cut(what, LETTERS - 1 - head.length - tail.length - model.length - 2)}${tail}`;
}

/** A few words, whichever of its subjects speaks. */
function whatIsWrong({ analyzer, cause }: AlertState, subjects: readonly string[]): string {
  const [first = ""] = subjects;
  switch (analyzer) {
    case "drift":
      return `${subjects.length === 1 ? subjectWords(analyzer, first) : `${subjects.length} columns`} ${(cause === null ? null : CAUSE_WORDS[cause].name) ?? "shifted"}`;
    case "decay":
      if (subjects.every((subject) => subject === "staleness")) return "training data older than allowed";
      return subjects.every((subject) => subject === "errorStream") ? "its errors changed" : "wrong more often than expected";
    case "errors":
      return `requests fail${failureKind(cause, subjects)}`;
    case "load":
      return cause === "overload" ? "overloaded" : "requests wait";
    default:
      return analyzer satisfies never;
  }
}

/** Whole letters, so that nothing is cut within one. */
function cut(text: string, letters: number): string {
  const whole = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  return whole.length <= letters ? text : `${whole.slice(0, Math.max(0, letters - 1)).join("")}…`;
}
