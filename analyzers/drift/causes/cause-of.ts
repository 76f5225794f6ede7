import type { Cause } from "../../findings/finding.ts";
import type { ColumnJudgement } from "../judge-column.ts";
import { alternatives, type Explanation, type LevelPair, type Part } from "./explanation.ts";
import { explainWindow } from "./explain-window.ts";

/** What is said of why a window is as it is. */
export interface NamedCause {
  /** The first that is named; null when none is. */
  readonly cause: Cause | null;
  /** In words, every part of it; null when there is nothing to say. */
  readonly text: string | null;
  /** What changed, after the column's name, where that is not how far the mean moved. */
  readonly change: ((baseline: string) => string) | null;
  /** One entry a part that is explained. */
  readonly causes: readonly PartCause[];
}

/** What explains a part of the rows, and what may explain it as well; `cause` is null for a change of the world that has not lasted, where it has a rival. */
export interface PartCause {
  readonly cause: Cause | null;
  readonly text: string;
  readonly or: readonly { readonly cause: Cause; readonly text: string }[];
  /** A level that may have a new name, where the column's own values cannot tell. */
  readonly rename?: LevelPair;
}

/** Windows in a row from which on a shift lasts. */
const LASTING = 3;
const LARGEST_STEP = 0.6;
/** Shifts of less than this share of the larger one say nothing about which way it goes. */
const DIRECTED = 0.2;
/** Happen from one window to the next, never by degrees. */
const AT_ONCE: ReadonlySet<Cause> = new Set(["unitChange", "signFlip"]);

/** A window of a run of drifted ones, with the explanation that leads in each part. */
interface Step {
  readonly judgement: ColumnJudgement;
  readonly leads: readonly { readonly part: Part; readonly lead: Explanation }[];
}

/**
 * Names why a drifted window is as it is, from its values and the windows before it, oldest first. Every part of the rows is explained by what fits best (`explainWindow`); what was named in an earlier window of the same run
 * holds while it fits, and does not come back once it did not. A change of the world (trueShift) is named when it has lasted for three windows or came by degrees, else only described.
 */
export function causeOf(judgement: ColumnJudgement, before: readonly ColumnJudgement[]): NamedCause {
  const { run, previous } = runOf(judgement, before);
  const gradual = previous !== undefined && (!cameAtOnce(run[0] ?? judgement, before) || byDegrees([...before, judgement]));
  const steps = follow(run, gradual);
  const lasted = shiftLength(steps);
  const causes = (steps.at(-1)?.leads ?? []).flatMap(({ part, lead }): PartCause[] => {
    const or = alternatives(part, lead);
    const pair = or.length === 0 ? undefined : [lead, ...or].find((one) => one.pair !== undefined)?.pair;
    const rename = pair === undefined ? {} : { rename: pair };
    if (lead.cause !== "trueShift") return [{ cause: lead.cause, text: eitherText(lead.text, or), or: or.map(brief), ...rename }];
    const whole = lasted === run.length && previous === undefined ? "at least " : "";
    if (lasted >= LASTING)
      return [{ cause: lead.cause, text: eitherText(`the shift lasts, ${whole}${lasted} windows so far`, or), or: or.map(brief), ...rename }];
    if (gradual) return [{ cause: lead.cause, text: "the shift came by degrees", or: [] }];
    return or.length === 0 ? [] : [{ cause: null, text: eitherText(lead.text, or), or: or.map(brief), ...rename }];
  });
  const change = steps.at(-1)?.leads.find(({ lead }) => lead.change !== null)?.lead.change ?? null;
  const named = causes.find(({ cause }) => cause !== null)?.cause ?? null;
  return { cause: named, text: causes.length === 0 ? null : causes.map(({ text }) => text).join("; "), change, causes };
}

/** What is said of a window that is as the baseline again, after a shift of two windows or more that came and went at once and is no longer than what is looked back on; null when none ended here. */
export function endOfShift(judgement: ColumnJudgement, before: readonly ColumnJudgement[]): NamedCause | null {
  const last = before.at(-1);
  if (judgement.drifted || last?.drifted !== true) return null;
  const { run, previous } = runOf(last, before.slice(0, -1));
  if (run.length < 2 || previous === undefined || !isAbrupt(run[0] ?? last, previous) || !isAbrupt(judgement, last, last)) return null;
  if (!follow(run, false).every(({ leads }) => leads.some(({ lead }) => lead.cause === "trueShift"))) return null;
  const text = `the shift was temporary, ${run.length} windows long`;
  return { cause: "temporaryShift", text, change: (baseline) => `is back to what it was in ${baseline}`, causes: [{ cause: "temporaryShift", text, or: [] }] };
}

function brief({ cause, text }: Explanation): { readonly cause: Cause; readonly text: string } {
  return { cause, text };
}

function eitherText(text: string, or: readonly Explanation[]): string {
  return or.length === 0 ? text : `${[text, ...or.map((other) => other.text)].join(", or ")} (the values cannot tell which)`;
}

/** The drifted windows without a break up to this one, oldest first, and the one before them. */
function runOf(
  judgement: ColumnJudgement,
  before: readonly ColumnJudgement[],
): { readonly run: readonly ColumnJudgement[]; readonly previous: ColumnJudgement | undefined } {
  const start = before.findLastIndex((earlier) => !earlier.drifted) + 1;
  return { run: [...before.slice(start), judgement], previous: before[start - 1] };
}

/** Which explanation leads in each window of a run: the likeliest, but one that was named holds while it fits, and one that led and did not fit is out. */
function follow(run: readonly ColumnJudgement[], gradual: boolean): readonly Step[] {
  const steps: Step[] = [];
  const out = new Set<string>();
  let held: ReadonlySet<string> = new Set();
  for (const judgement of run) {
    const parts = explainWindow(judgement).flatMap((part) => {
      const left = part.filter(({ key, cause }) => !out.has(key) && !(gradual && AT_ONCE.has(cause)));
      return left.length > 0 ? [left] : part.length > 0 ? [part] : [];
    });
    const leads = parts.flatMap((part) => {
      const [likeliest] = part;
      return likeliest === undefined ? [] : [{ part, lead: part.find(({ key }) => held.has(key)) ?? likeliest }];
    });
    const fitting = new Set(parts.flatMap((part) => part.map(({ key }) => key)));
    for (const key of held) if (!fitting.has(key)) out.add(key);
    steps.push({ judgement, leads });
    held = new Set(leads.flatMap(({ lead }) => (lead.cause === "trueShift" ? [] : [lead.key])));
  }
  return steps;
}

/** Windows at the end of a run in which the world changed the same way. */
function shiftLength(steps: readonly Step[]): number {
  let [length, direction] = [0, 0];
  const largest = Math.max(0, ...steps.map(({ judgement }) => Math.abs(judgement.shift)).filter(Number.isFinite));
  for (const { judgement, leads } of steps.toReversed()) {
    if (!leads.some(({ lead }) => lead.cause === "trueShift")) break;
    const way = Math.abs(judgement.shift) > DIRECTED * largest ? Math.sign(judgement.shift) : 0;
    if (way * direction < 0) break;
    [length, direction] = [length + 1, direction === 0 ? way : direction];
  }
  return length;
}

/** Whether at least half of a run's shift came from one window to the next: to its first window, or to one just before it that did not drift yet. */
function cameAtOnce(first: ColumnJudgement, all: readonly ColumnJudgement[]): boolean {
  const place = all.includes(first) ? all.indexOf(first) : all.length;
  const windows = [...all.slice(Math.max(0, place - LASTING), place), first];
  return windows.slice(1).some((window, index) => isAbrupt(window, windows[index] ?? window, first));
}

/** Whether the mean wandered to where it is in steps, none of which is three fifths of the way; half of it, and what days differ by anyway. */
function byDegrees(windows: readonly ColumnJudgement[]): boolean {
  const shifts = windows.map(({ shift }) => shift);
  const largest = Math.max(...shifts.map(Math.abs));
  return windows.length > 2 && shifts.slice(1).every((shift, place) => Math.abs(shift - (shifts[place] ?? Number.NaN)) < largest * LARGEST_STEP);
}

/** Whether at least half of the shift came from one window to the next. Without values in the one before, it did. @param larger the window whose shift it is half of */
function isAbrupt(next: ColumnJudgement, previous: ColumnJudgement, larger = next): boolean {
  if (next.current.type === "categorical" || !Number.isFinite(previous.shift) || !Number.isFinite(next.shift)) return true;
  return Math.abs(next.shift - previous.shift) >= Math.abs(larger.shift) / 2;
}
