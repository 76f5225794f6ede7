import type { DataColumn } from "../data-set.ts";
import type { RawTable } from "../files/raw-table.ts";
import { levelsOf } from "../memory/memory-column.ts";
import { visibleLine } from "../../../visible-text.ts";

const TOLD = 5;

/** As what a file was read, in one line, and what of its values was taken for missing. */
export function readingNotes(
  name: string,
  format: string,
  raw: Pick<RawTable, "columns" | "words">,
  columns: ReadonlyMap<string, DataColumn>,
): readonly string[] {
  const used = [...columns].filter(([, { readings }]) => readings.length === 1 && readings[0]?.words !== "");
  const groups = Map.groupBy(used, ([, { readings }]) => readings[0]?.words ?? "");
  const all = [...columns.values()].filter(({ nature }) => nature === "number").length;
  const written = [...groups].map(([words, some]) =>
    words === "decimal comma" || some.length === all ? words : `${words} (${listed(some.map(([column]) => column))})`,
  );
  const line = `${visibleLine(name)}: read as ${[format, ...raw.words, ...written].join("; ")}.`;
  const words = missingWords(raw, columns);
  return words === null ? [line] : [line, `${visibleLine(name)}: ${words}`];
}

function missingWords(raw: Pick<RawTable, "columns">, columns: ReadonlyMap<string, DataColumn>): string | null {
  const counts = new Map<string, number>();
  const names: string[] = [];
  for (const { name, column, missingWords: counted } of raw.columns) {
    const nature = columns.get(name)?.nature;
    if (nature === "string" || nature === "vector") continue;
    const words = column.kind === "texts" ? levelsOf(column).filter(([level]) => column.missing.has(level)) : [...counted];
    for (const [word, rows] of words) counts.set(word, (counts.get(word) ?? 0) + rows);
    if (words.length > 0) names.push(name);
  }
  if (counts.size === 0) return null;
  const spelled = [...counts].map(([word, rows]) => `${word} (${rows})`).join(", ");
  return `read as missing: ${spelled}, in ${listed(names)}.`;
}

/** Names of columns, the first few. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, TOLD).map(visibleLine).join(", ");
  return names.length > TOLD ? `${shown} and ${names.length - TOLD} more` : shown;
}
