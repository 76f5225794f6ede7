import { normalClassSql } from "./class-sql.ts";
import type { Grid } from "../statistics/column-counts.ts";
import type { PerformanceTask } from "./performance-task.ts";

/** Bins of a multiclass model's confidence in the class that it predicted. */
export const CONFIDENCE_BINS = 20;
const UNITS = "exp2(80)";
/** Letters of a class that are kept: a text that is no class must not fill the books. */
const CLASS_LETTERS = 100;

/** The sums of a row's cells, to follow the list of `performance-sums.sql` in a statement of one task; empty for binary models, whose cells are their score bins. `partial` is added up further by `joined`, as exact as if never apart. */
export interface CellSums {
  /** Select expression of a row's own cells, `cell Map(String, UInt64)`, of its expressions for score, predicted class and label (the first two as numbers and text, the third as text). */
  readonly cellOf: (row: { readonly score: string; readonly predicted: string; readonly label: string; readonly correct: string }) => string;
  readonly direct: string;
  readonly partial: string;
  readonly joined: string;
}

const NONE: CellSums = { cellOf: () => "map() AS cell", direct: "", partial: "", joined: "" };

/** Rows by predicted class and confidence, and by true class, each by whether the prediction was right: what one class against the rest follows from. Keys as `PerformanceSums.classCells` has them. */
const CLASSES: CellSums = {
  cellOf({ score, predicted, label, correct }) {
    const bin = `if({confident: UInt8} = 1 AND isFinite(${score}), toString(toUInt8(least(greatest(floor(${score} * ${CONFIDENCE_BINS}), 0), ${CONFIDENCE_BINS - 1}))), '')`;
    const key = (side: "p" | "l", text: string): string =>
      `concat('${side}|', ${bin}, '|', toString(${correct}), '|', leftUTF8(${normalClassSql(text)}, ${CLASS_LETTERS})), toUInt64(1)`;
    return `map(${key("p", predicted)}, ${key("l", label)}) AS cell`;
  },
  direct: ",\nsumMap(cell) AS classCells",
  partial: ",\nsumMap(cell) AS classCells",
  joined: ",\nsumMap(parts.classCells) AS classCells",
};

const RESIDUALS = { residuals: "label - score", squaredResiduals: "(label - score) * (label - score)", absoluteResiduals: "abs(label - score)" };
const unitsOf = (of: string): string => `sumMap(mapApply((bin, rows) -> (bin, toInt256((${of}) * ${UNITS})), cell))`;
const rounded = (of: string): string => `mapApply((bin, total) -> (bin, toFloat64(total) / ${UNITS}), ${of})`;
const eachResidual = (of: (name: string, sql: string) => string): string =>
  Object.entries(RESIDUALS)
    .map(([name, sql]) => `,\n${of(name, sql)} AS ${name}`)
    .join("");

/** Rows, and sums of label − predicted number, by the predicted number's bucket in its grid. */
const NUMBERS: CellSums = {
  cellOf: ({ score }) =>
    `map(toString(toInt32(round(asinh((${score} - {cellLocation: Float64}) / {cellScale: Float64}) * {cellResolution: Float64}))), toUInt64(1)) AS cell`,
  direct: `,\nsumMap(cell) AS numberCells${eachResidual((_, sql) => rounded(unitsOf(sql)))}`,
  partial: `,\nsumMap(cell) AS numberCells${eachResidual((_, sql) => unitsOf(sql))}`,
  joined: `,\nsumMap(parts.numberCells) AS numberCells${eachResidual((name) => rounded(`sumMap(parts.${name})`))}`,
};

/** By task. */
export const CELL_SUMS: Readonly<Record<PerformanceTask, CellSums>> = { binary: NONE, multiclass: CLASSES, regression: NUMBERS };

/** Parameters of {@link CELL_SUMS}. @param grid of the predicted number @param confident whether a score says how sure the model is of the class that it predicts */
export function cellParameters(grid: Grid, confident: boolean) {
  return { cellLocation: grid.location, cellScale: grid.scale, cellResolution: grid.resolution, confident: confident ? 1 : 0 };
}
