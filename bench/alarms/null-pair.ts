import type { CheckName } from "../../analyzers/report/drift-report.ts";
import { judgeColumns } from "../../analyzers/report/judge-columns.ts";
import { checkSides } from "./check-sides.ts";
import { drawSide } from "./draw-side.ts";
import { GENERATED_COLUMNS } from "./generated-columns.ts";
import { Random } from "./random.ts";
import { dealSides, type RealTable } from "./real-tables.ts";

/** What was found in one pair of unchanged data sets. */
export interface NullPair {
  readonly source: "generated" | "real";
  /** False alarms. */
  readonly reasons: readonly { readonly column: string; readonly check: CheckName; readonly pValue: number; readonly level: number; readonly detail: string }[];
}

/** Draws and compares a pair of unchanged data sets of 25 columns: odd ones of real rows, even ones generated. The same arguments give the same pair. */
export function nullPair(tables: readonly RealTable[], { seed, rows, pair, rate }: { seed: number; rows: number; pair: number; rate: number }): NullPair {
  const random = new Random(seed, rows, pair);
  const source = pair % 2 === 0 ? "generated" : "real";
  const columns =
    source === "generated"
      ? GENERATED_COLUMNS.map((column) => checkSides(column.name, drawSide(column, rows, random), drawSide(column, rows, random)))
      : tables.flatMap((table) => dealSides(table, rows, random)).map(({ name, reference, current }) => checkSides(name, reference, current));
  const reasons = judgeColumns(columns, { falseAlarmRate: rate, minEffect: 0, rows: [rows, rows] }).flatMap(({ name, reasons: found }) =>
    found.map(({ check, pValue, level, detail }) => ({ column: name, check, pValue, level, detail })),
  );
  return { source, reasons };
}
