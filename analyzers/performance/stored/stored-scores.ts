import { readFileSync } from "node:fs";
import type { Store } from "../../../collector/clickhouse/store.ts";
import { knownClasses, normalClass } from "../../../collector/events/label-class.ts";
import { TidemarkError } from "../../../errors.ts";
import { visibleLine } from "../../../visible-text.ts";
import { MOST_WINDOWS, startOfWindow } from "../windows.ts";
import type { ScoreSums } from "./score-metrics.ts";

const classesSql = readFileSync(new URL("./stored-classes.sql", import.meta.url), "utf8");
const scoresSql = readFileSync(new URL("./stored-scores.sql", import.meta.url), "utf8");
/** More names are no classes. */
const MOST_NAMES = 1_000;

/** Captured rows of a binary model. Times are epoch milliseconds, half open. */
export interface StoredScores {
  readonly model: string;
  readonly from: number;
  readonly to: number;
  /** Of a window, milliseconds. */
  readonly length: number;
  /** Prediction that is the positive class's chance. */
  readonly score: string;
  /** Prediction that is the class; empty: a score from 0.5 on means the positive one. */
  readonly class: string;
  readonly positive: string;
  /** Labels observed later do not count. */
  readonly until: number;
  /** As the user wrote it. */
  readonly name: string;
}

/** One window that has scored rows. */
export interface StoredWindow {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly rows: number;
  readonly sums: ScoreSums;
}

interface ClassesRow {
  readonly labels: readonly string[];
  readonly classes: readonly string[];
  readonly windows: readonly (readonly [number, number])[];
}

/** Sums of the labelled rows of each window, made in ClickHouse over all distinct scores; the latest label of a row counts, one that was taken back does not. In order. @throws TidemarkError `input` for no rows, too many windows or classes that are not two */
export async function readStoredScores(store: Store, asked: StoredScores): Promise<readonly StoredWindow[]> {
  const { model, from, to, length, score, name, until } = asked;
  if ((to - from) / length > MOST_WINDOWS)
    throw new TidemarkError(
      "input",
      `cutting ${name} into windows: there would be ${Math.ceil((to - from) / length)}; expected at most ${MOST_WINDOWS}, so a longer --window`,
    );
  const shift = startOfWindow(from, length);
  const place = { model, from, to, length, shift, score, class: asked.class, until };
  const [found] = await store.query<ClassesRow>(classesSql, { ...place, most: MOST_NAMES + 1 });
  if (found === undefined || found.windows.length === 0)
    throw new TidemarkError(
      "input",
      `reading ${name}: the store has no rows of the model "${model}" with the prediction ${visibleLine(score)}${asked.class === "" ? "" : ` and the class ${visibleLine(asked.class)}`} in that range; tidemark's page lists the models and when they served`,
    );
  const names = classNames(found, asked.positive);
  const sums = await store.query<ScoreSums & { readonly window: number }>(scoresSql, { ...place, ...names });
  const byWindow = new Map(sums.map((row) => [row.window, row]));
  return found.windows
    .toSorted(([a], [b]) => a - b)
    .map(([window, rows]) => ({ start: window * length + shift, rows, sums: byWindow.get(window) ?? NO_LABELLED }));
}

/** Names as they are written, of the positive class and of both. Labels that are neither count as none. */
function classNames({ labels, classes }: ClassesRow, positive: string): { readonly positives: readonly string[]; readonly known: readonly string[] } {
  const known = knownClasses({ task: "binary", positive, classes: undefined });
  const isPositive = (name: string): boolean => known.positives.includes(normalClass(name));
  const others = new Set([...labels, ...classes].filter((name) => !isPositive(name)).map(normalClass));
  const isStrange = known.others === null ? others.size > 1 : [...others].some((name) => !known.others?.includes(name));
  if (isStrange || labels.length > MOST_NAMES)
    throw new TidemarkError(
      "input",
      `telling the positive class: the labels and predictions are ${[...labels, ...classes].slice(0, 10).map(visibleLine).join(", ")}, the positive class is ${visibleLine(positive)}; expected two classes, one of which --positive CLASS names`,
    );
  return { positives: [...labels, ...classes].filter(isPositive), known: labels };
}

const NO_LABELLED: ScoreSums = {
  labelled: 0,
  positives: 0,
  predictedPositives: 0,
  truePositives: 0,
  lowest: 0,
  highest: 0,
  pairsBelow: 0,
  pairsAbove: 0,
  sumPrecision: 0,
  sumResidual: 0,
  sumSquare: 0,
  sumSquare2: 0,
  sumSquare3: 0,
  sumResidual3: 0,
  sumLog: 0,
  sumLog2: 0,
  sumLog3: 0,
  largestLog: 0,
};
