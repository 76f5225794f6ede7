import type { ReportColumnType } from "./drift-report.ts";
import type { DataColumn, DataSet } from "../data/data-set.ts";

/** A column that both data sets have, and how it is compared. */
export interface ColumnPair {
  readonly name: string;
  readonly type: ReportColumnType;
  readonly reference: DataColumn;
  readonly current: DataColumn;
}

/** Strings of which so many read as a number (a time, …) are taken for numbers with mistakes in them. */
const MOSTLY = 0.9;
/** Strings with so many words and mostly distinct are text. */
const WORDS = 4;

/** What somebody says that a column is: a code in whole numbers is categorical, digits in a column of strings are numeric. */
export type DeclaredType = "numeric" | "categorical";

/** How a column is compared, by what is declared or else by what the reference holds; null where one side cannot be read (as that). */
export function pairType(reference: DataColumn, current: DataColumn, declared?: DeclaredType): ReportColumnType | null {
  const natures = [reference.nature, current.nature];
  if (natures.includes("unreadable")) return null;
  if (declared !== undefined) return natures.includes("vector") ? null : declared;
  const [left, right] = [meaningOf(reference), meaningOf(current)];
  if (left === "vector" || right === "vector") return left === right ? "vector" : null;
  if (left === "boolean" && right === "number") return "numeric";
  if (left === "empty") return right === "empty" ? "categorical" : typeOf(right);
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

function meaningOf({ nature, looks }: DataColumn): Meaning {
  if (nature !== "string") return nature === "unreadable" ? "category" : nature;
  if (looks.distinct === 0) return "empty";
  if (looks.boolean >= MOSTLY) return "boolean";
  if (looks.number >= MOSTLY) return "number";
  if (looks.time >= MOSTLY) return "time";
  if (looks.vector >= MOSTLY) return "vector";
  return looks.words >= WORDS && looks.distinct >= 0.5 ? "text" : "category";
}

function typeOf(meaning: Exclude<Meaning, "empty">): ReportColumnType {
  const types = { number: "numeric", time: "datetime", boolean: "boolean", vector: "vector", text: "text", category: "categorical" } as const;
  return types[meaning];
}
