import type { DataColumn } from "../data-set.ts";
import { visibleLine } from "../../../visible-text.ts";

const TOLD = 5;

/** As what a file was read, in one line, and what of its values was taken for missing. @param words how it is written. @param missing rows by missing word, by column; of texts they count for nothing. */
export function readingNotes(
  name: string,
  format: string,
  words: readonly string[],
  missing: ReadonlyMap<string, ReadonlyMap<string, number>>,
  columns: ReadonlyMap<string, DataColumn>,
): readonly string[] {
  const used = [...columns].filter(([, { readings }]) => readings.length === 1 && readings[0]?.words !== "");
  const groups = Map.groupBy(used, ([, { readings }]) => readings[0]?.words ?? "");
  const all = [...columns.values()].filter(({ nature }) => nature === "number").length;
  const written = [...groups].map(([words, some]) =>
    words === "decimal comma" || some.length === all ? words : `${words} (${listed(some.map(([column]) => column))})`,
  );
  const line = `${visibleLine(name)}: read as ${[format, ...words, ...written].join("; ")}.`;
  const note = missingNote(missing, columns);
  return note === null ? [line] : [line, `${visibleLine(name)}: ${note}`];
}

function missingNote(missing: ReadonlyMap<string, ReadonlyMap<string, number>>, columns: ReadonlyMap<string, DataColumn>): string | null {
  const counts = new Map<string, number>();
  const names: string[] = [];
  for (const [name, { nature }] of columns) {
    const words = missing.get(name) ?? new Map<string, number>();
    if (nature === "string" || nature === "vector" || words.size === 0) continue;
    for (const [word, rows] of words) counts.set(word, (counts.get(word) ?? 0) + rows);
    names.push(name);
  }
  if (counts.size === 0) return null;
  const spelled = [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([word, rows]) => `${word} (${rows})`)
    .join(", ");
  return `read as missing: ${spelled}, in ${listed(names)}.`;
}

/** Names of columns, the first few. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, TOLD).map(visibleLine).join(", ");
  return names.length > TOLD ? `${shown} and ${names.length - TOLD} more` : shown;
}
