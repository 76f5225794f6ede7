import { ClassTaskRows, type ClassMeasures } from "../../../analyzers/performance/class-task-rows.ts";
import { classMetrics } from "../../../analyzers/performance/rows/class-metrics.ts";
import { ClassRows } from "../../../analyzers/performance/rows/class-rows.ts";
import { knownClasses, normalClass } from "../../../collector/events/label-class.ts";
import { TidemarkError } from "../../../errors.ts";
import { visibleLine } from "../../../visible-text.ts";
import { keepRows, type Kept } from "./keep-rows.ts";
import type { Side } from "./read-side.ts";

/** What is said of classes. */
export interface ClassesAsked {
  readonly task: "binary" | "multiclass";
  readonly positive: string;
  /** Classes that scores are named for, in their order; empty: one score, or none. */
  readonly named: readonly string[];
  readonly worth: readonly (readonly number[])[] | null;
}

export interface ClassSides {
  readonly classes: readonly string[];
  readonly reference: Kept<ClassTaskRows>;
  readonly current: Kept<ClassTaskRows>;
  readonly notes: readonly string[];
}

const MOST_CLASSES = 100;
/** Scores from here on mean the positive class, where no prediction says otherwise. */
const THRESHOLD = 0.5;

/** Both sides as rows of classes. @throws TidemarkError `input` where classes are too many, or of a binary model not two */
export function classSides(reference: Side, current: Side, asked: ClassesAsked): ClassSides {
  const binary = asked.task === "binary";
  const classes = binary ? twoClasses(reference, current, asked.positive) : allClasses(reference, current, asked.named);
  if (asked.worth !== null && asked.worth.length !== classes.length)
    throw new TidemarkError(
      "input",
      `--cost-matrix has ${asked.worth.length} lines; expected ${classes.length}, one a class: ${classes.map(visibleLine).join(", ")}`,
    );
  const placeOf = placesOf(classes, binary ? asked.positive : null);
  const isScored = reference.scores.length > 0;
  const areChances = [reference, current].every(({ scores }) =>
    scores.every((values) => values.every((value) => Number.isNaN(value) || (value >= 0 && value <= 1))),
  );
  const measures = measuresOf(asked, isScored, areChances);
  const notes = [
    ...(isScored && !areChances
      ? ["Scores lie outside 0 to 1: they rank rows, but are no chances, so log loss, Brier score and calibration error are left out."]
      : []),
    ...(reference.prediction === null
      ? [
          binary
            ? `A score of ${THRESHOLD} or more is taken for a prediction of the positive class.`
            : "The class with the highest score is taken for the prediction.",
        ]
      : []),
    ...unscored(asked, classes),
  ];
  const of = (side: Side): Kept<ClassTaskRows> => {
    const scores = scoresOf(side, asked, classes);
    const predicted = predictedOf(side, scores, placeOf, binary);
    return keepRows(
      side,
      (row) => (predicted[row] ?? -1) >= 0 && (scores === null || scores.every((values) => !Number.isNaN(values[row]))),
      (rows) => {
        const labels = Int32Array.from(rows, (row) => placeOf(side.target?.classes[row] ?? null));
        return new ClassTaskRows(new ClassRows(classes, predicted, scores).take(rows), labels, measures);
      },
    );
  };
  return { classes, reference: of(reference), current: of(current), notes };
}

function measuresOf({ task, worth }: ClassesAsked, isScored: boolean, areChances: boolean): ClassMeasures {
  const metrics = classMetrics({ task, scored: isScored, worth });
  const absent = new Map<string, string>();
  const losses = ["logLoss", "brier", "calibrationError"];
  if (!isScored) for (const name of ["rocAuc", "averagePrecision", ...losses]) absent.set(name, "no --score is given");
  if (isScored && !areChances) for (const name of losses) absent.set(name, "scores outside 0 to 1 are no chances");
  if (worth === null) absent.set("businessValue", "no --cost-matrix is given");
  return { metrics: metrics.filter(({ name }) => !absent.has(name)), absent };
}

/** Negative and positive. The negative class is called what it is called, where there is one such class. */
function twoClasses(reference: Side, current: Side, positive: string): readonly [string, string] {
  const { positives, others } = knownClasses({ task: "binary", positive, classes: undefined });
  const found = new Set([reference.target, current.target, reference.prediction, current.prediction].flatMap((column) => column?.classes ?? []));
  found.delete(null);
  const names = [...found].flatMap((name) => (name === null ? [] : [name]));
  const [ours, theirs] = [names.filter((name) => positives.includes(name)), names.filter((name) => !positives.includes(name))];
  const isStrange = ours.length === 0 || (others === null ? theirs.length > 1 : theirs.some((name) => !others.includes(name)));
  if (isStrange)
    throw new TidemarkError(
      "input",
      `telling the positive class: the labels and predictions are ${names.slice(0, 10).map(visibleLine).join(", ")}, the positive class is ${visibleLine(positive)}; expected two classes, one of which --positive CLASS names, or --task multiclass`,
    );
  return [theirs[0] ?? "0", ours[0] ?? positive];
}

function allClasses(reference: Side, current: Side, named: readonly string[]): readonly string[] {
  const found = new Set([reference.target, current.target, reference.prediction, current.prediction].flatMap((column) => column?.classes ?? []));
  const others = [...found].flatMap((name) => (name === null || named.map(normalClass).includes(name) ? [] : [name]));
  const classes = [...named.map(normalClass), ...others.toSorted()];
  if (classes.length > MOST_CLASSES)
    throw new TidemarkError(
      "input",
      `reading classes: there are ${classes.length}, such as ${classes.slice(0, 5).map(visibleLine).join(", ")}; expected at most ${MOST_CLASSES}, or --task regression`,
    );
  return classes;
}

function placesOf(classes: readonly string[], positive: string | null): (name: string | null) => number {
  const places = new Map(classes.map((name, place) => [name, place]));
  if (positive === null) return (name) => (name === null ? -1 : (places.get(name) ?? -1));
  const { positives } = knownClasses({ task: "binary", positive, classes: undefined });
  return (name) => (name === null ? -1 : positives.includes(name) ? 1 : 0);
}

/** By class; null without scores. */
function scoresOf(side: Side, { task, named, positive }: ClassesAsked, classes: readonly string[]): readonly Float64Array[] | null {
  if (side.scores.length === 0) return null;
  if (task === "multiclass") return classes.map((_, place) => side.scores[place] ?? new Float64Array(side.rows));
  const { positives } = knownClasses({ task: "binary", positive, classes: undefined });
  const place = named.length === 0 ? 0 : named.findIndex((name) => positives.includes(normalClass(name)));
  if (place < 0)
    throw new TidemarkError(
      "input",
      `--score names ${named.map(visibleLine).join(", ")}, and --positive ${visibleLine(positive)} is none of them; expected one of them`,
    );
  const chance = side.scores[place] ?? new Float64Array(side.rows);
  return [chance.map((value) => 1 - value), chance];
}

function predictedOf(side: Side, scores: readonly Float64Array[] | null, placeOf: (name: string | null) => number, binary: boolean): Int32Array {
  if (side.prediction !== null) return Int32Array.from(side.prediction.classes, placeOf);
  return Int32Array.from({ length: side.rows }, (_, row) => {
    const own = (scores ?? []).map((values) => values[row] ?? Number.NaN);
    if (own.some((value) => Number.isNaN(value))) return -1;
    return binary ? Number((own[1] ?? 0) >= THRESHOLD) : own.indexOf(Math.max(...own));
  });
}

function unscored({ task, named }: ClassesAsked, classes: readonly string[]): readonly string[] {
  const without = task === "multiclass" && named.length > 0 ? classes.slice(named.length) : [];
  return without.length === 0 ? [] : [`No --score is given for ${without.map(visibleLine).join(", ")}: its score is taken for 0.`];
}
