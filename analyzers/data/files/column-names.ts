import { visibleLine } from "../../../visible-text.ts";

/** Columns by their place, named so that names differ, and what was left out of them. */
export interface NamedColumns {
  /** By place; null: left out. */
  readonly names: readonly (string | null)[];
  readonly notes: readonly string[];
}

/** Names that pandas and Arrow give to the number of a row. */
const INDEX = /^(?:__index_level_\d+__|Unnamed: 0(?:\.\d+)*)$/;

/**
 * Names as they are used: the number of a row that pandas and R write along, which has no name or one of theirs, is left out; of columns of one name the later ones are numbered as pandas does (`x`, `x.1`);
 * other columns without a name are called by their place. @param isEmpty whether a column has no value at all.
 */
export function nameColumns(header: readonly string[], isEmpty: (place: number) => boolean): NamedColumns {
  const taken = new Set(header);
  const seen = new Map<string, number>();
  const notes: string[] = [];
  const left: string[] = [];
  const names = header.map((name, place): string | null => {
    if (INDEX.test(name) || (name === "" && (place === 0 || isEmpty(place)) && header.length > 1)) {
      if (!(name === "" && place > 0)) left.push(name === "" ? "the first column, which has no name" : visibleLine(name));
      return null;
    }
    if (name === "") return unused(`Unnamed: ${place}`, taken);
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    if (before === 0) return name;
    return unused(`${name}.${before}`, taken);
  });
  if (left.length > 0) notes.push(`left out as numbers of rows: ${left.join(", ")}.`);
  for (const [name, times] of seen)
    if (times > 1)
      notes.push(`the name "${visibleLine(name)}" is there ${times} times; the later ones are called ${visibleLine(name)}.1${times > 2 ? " and on" : ""}.`);
  return { names, notes };
}

function unused(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 1; taken.has(free); number += 1) free = `${name}.${number}`;
  taken.add(free);
  return free;
}
