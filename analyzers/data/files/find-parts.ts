import { globSync, readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { TidemarkError } from "../../../errors.ts";
import { formatOfName } from "./file-formats.ts";

/** One file of a data set, and what its folders say of its rows: `day=2026-01-31` is a column `day`. */
export interface Part {
  readonly path: string;
  readonly partition: Readonly<Record<string, string>>;
}

/**
 * The files that a path means: the file of that name, whatever signs are in it; else the files of a folder and of its folders; else those that a pattern finds. Files whose names begin with `_` or `.` are passed over.
 * @throws TidemarkError `input` where there is none.
 */
export function findParts(path: string): readonly Part[] {
  const kind = statSync(path, { throwIfNoEntry: false });
  if (kind?.isFile() === true) return [{ path, partition: {} }];
  const found =
    kind?.isDirectory() === true ? filesIn(path) : /[*?{[]/.test(path) ? globSync(path).filter((file) => statSync(file).isFile() && !isHidden(file)) : null;
  if (found === null)
    throw new TidemarkError("input", `reading ${path}: there is no such file; expected a file, a folder of parts, or a pattern such as data/*.parquet`);
  const known = found.filter((file) => formatOfName(file) !== undefined);
  const parts = (known.length > 0 ? known : found).toSorted();
  if (parts.length === 0) throw new TidemarkError("input", `reading ${path}: there are no files in it but hidden ones; expected at least one part`);
  return parts.map((file) => ({ path: file, partition: partitionOf(relative(kind === undefined ? "" : path, file)) }));
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (isHidden(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : statSync(path).isFile() ? [path] : [];
  });
}

function isHidden(path: string): boolean {
  return /^[_.]/.test(path.split(sep).at(-1) ?? "") && !/^_[^=]*=/.test(path);
}

function partitionOf(path: string): Readonly<Record<string, string>> {
  const pairs = path
    .split(sep)
    .slice(0, -1)
    .flatMap((folder) => {
      const [name = "", ...value] = folder.split("=");
      return value.length === 0 || name === "" ? [] : [[decoded(name), decoded(value.join("="))] as const];
    });
  return Object.fromEntries(pairs.filter(([, value]) => value !== "__HIVE_DEFAULT_PARTITION__"));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
