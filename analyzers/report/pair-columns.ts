import type { DataColumn, DataSet } from "../data/data-set.ts";
import { pointNumber } from "../data/natures/number-readings.ts";
import type { Reading } from "../data/natures/reading.ts";
import { truthReading } from "../data/natures/truth-reading.ts";
import type { ReportColumnType } from "./drift-report.ts";

/** A column that both data sets have, and how it is compared. */
export interface ColumnPair {
  readonly name: string;
  readonly type: ReportColumnType;
  readonly reference: DataColumn;
  readonly current: DataColumn;
  /** How texts are read as numbers or times; null where a side holds none. */
  readonly readings: { readonly reference: Reading | null; readonly current: Reading | null };
}

/** Strings with so many words and mostly distinct are text. */
const WORDS = 4;
/** Strings of which so many differ, of at least so many, tell nothing as categories. */
const ALL_DIFFER = 0.9;
const LEAST_VALUES = 50;

/** What somebody says that a column is: a code in whole numbers is categorical, digits in a column of strings are numeric. */
export type DeclaredType = "numeric" | "categorical";

/** How a column is compared, by what is declared or else by what the reference holds; or why it cannot be. */
export function pairColumn(name: string, reference: DataColumn, current: DataColumn, declared?: DeclaredType): ColumnPair | { readonly fault: string } {
  const fault = reference.fault ?? current.fault;
  if (fault !== null) return { fault };
  const type = pairType(reference, current, declared);
  if (type === null) return { fault: typesOf(reference, current) };
  if (type !== "numeric" && type !== "datetime") return { name, type, reference, current, readings: { reference: null, current: null } };
  const readings = { reference: readingOf(reference, current, type), current: readingOf(current, reference, type) };
  const unclear = [readings.reference, readings.current].includes("unclear");
  if (unclear) return { fault: "day and month cannot be told apart: no date of it has a day over 12; dates written year first would be right" };
  const units = [reference.looks.unit, current.looks.unit];
  if (reference.looks.unit !== "" && current.looks.unit !== "" && reference.looks.unit !== current.looks.unit)
    return { fault: `the reference is written in ${units[0]}, the current data in ${units[1]}; one unit would be right` };
  return { name, type, reference, current, readings: readings as ColumnPair["readings"] };
}

/** How a column is compared; null where one side cannot be read (as that). */
export function pairType(reference: DataColumn, current: DataColumn, declared?: DeclaredType): ReportColumnType | null {
  if (reference.nature === "unreadable" || current.nature === "unreadable") return null;
  if (declared !== undefined) return reference.nature === "vector" || current.nature === "vector" ? null : declared;
  const [left, right] = [meaningOf(reference), meaningOf(current)];
  if (left === "empty") return right === "empty" ? "categorical" : typeOf(right);
  if (right === "empty") return typeOf(left);
  if (left === "vector" || right === "vector") return left === right ? "vector" : null;
  if ((left === "boolean" && right === "number") || (left === "number" && right === "boolean")) return "numeric";
  if (left === "category" && right === "text") return "text";
  return typeOf(left);
}

/** The columns of both sides in the reference's order, and those of one side only. */
export function pairColumns(
  reference: DataSet,
  current: DataSet,
): { readonly shared: readonly string[]; readonly vanished: readonly string[]; readonly appeared: readonly string[] } {
  const names = [...reference.columns.keys()];
  return {
    shared: names.filter((name) => current.columns.has(name)),
    vanished: names.filter((name) => !current.columns.has(name)),
    appeared: [...current.columns.keys()].filter((name) => !reference.columns.has(name)),
  };
}

type Meaning = "number" | "time" | "boolean" | "vector" | "text" | "category" | "empty";

function meaningOf({ nature, looks, texts }: DataColumn): Meaning {
  if (nature !== "string") return nature === "unreadable" ? "category" : nature;
  if (texts && looks.values === 0) return "empty";
  if (looks.distinct >= ALL_DIFFER && looks.values >= LEAST_VALUES) return "text";
  return looks.words >= WORDS && looks.distinct >= 0.5 ? "text" : "category";
}

function typeOf(meaning: Exclude<Meaning, "empty">): ReportColumnType {
  const types = { number: "numeric", time: "datetime", boolean: "boolean", vector: "vector", text: "text", category: "categorical" } as const;
  return types[meaning];
}

/** How a side's texts are read: as they are by themselves, else as the other side's are. */
function readingOf(own: DataColumn, other: DataColumn, type: "numeric" | "datetime"): Reading | null | "unclear" {
  if (!own.texts) return null;
  const kind = type === "datetime" ? "time" : "number";
  if (own.nature === "boolean" && type === "numeric") return truthReading;
  const fitting = (column: DataColumn): readonly Reading[] => column.readings.filter((reading) => reading.kind === kind);
  const [mine, theirs] = [fitting(own), fitting(other)];
  if (mine.length === 1) return mine[0] ?? null;
  const both = mine.length === 0 ? theirs : mine.filter((reading) => theirs.includes(reading));
  if (both.length === 1) return both[0] ?? null;
  if (type === "datetime" && mine.length > 1) return "unclear";
  return mine[0] ?? theirs[0] ?? (type === "numeric" ? pointNumber : null);
}

function typesOf(reference: DataColumn, current: DataColumn): string {
  return reference.type === current.type
    ? `columns of type ${reference.type} are not compared`
    : `the reference has ${reference.type}, the current data ${current.type}, which cannot be compared`;
}
