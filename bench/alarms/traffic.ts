import type { GeneratedColumn } from "./generated-columns.ts";
import type { Random } from "./random.ts";

/** How days differ from each other, though nothing changes: not at all, or each column with its own level of the day, which is partly yesterday's (by a half, or as said) and partly all columns'; or weekends alone differ. */
export type DayEffects = "none" | "correlated" | { readonly yesterday: number } | "weekends";

/** A day's values by column; null where missing. */
export type Day = Readonly<Record<string, readonly (number | string | null)[]>>;

/** Of the day's level of one column: this share comes from yesterday's (its correlation) where nothing else is said, and this share of the rest from all columns'. */
const YESTERDAY = 0.5;
const COMMON = 0.5;
/** Level of a Saturday or Sunday. */
const WEEKEND = 1.8;
/** With a level one standard deviation off, this share of rows is the larger (or smaller) of two draws: a change of about a sixth of a standard deviation. */
const REACH = 0.3;

/** Days of unchanged traffic, `rows` rows each; the same seeds give the same days. */
export function trafficDays(columns: readonly GeneratedColumn[], days: number, rows: number, effects: DayEffects, random: Random): readonly Day[] {
  const yesterday = typeof effects === "object" ? effects.yesterday : YESTERDAY;
  let levels = columns.map(() => random.normal());
  return Array.from({ length: days }, (_, day) => {
    const common = random.normal();
    const fresh = columns.map(() => Math.sqrt(COMMON) * common + Math.sqrt(1 - COMMON) * random.normal());
    levels = levels.map((level, column) => yesterday * level + Math.sqrt(1 - yesterday ** 2) * (fresh[column] ?? 0));
    return Object.fromEntries(
      columns.map((column, place) => {
        const level = effects === "none" ? 0 : effects === "weekends" ? WEEKEND * Number(day % 7 >= 5) : (levels[place] ?? 0);
        return [column.name, Array.from({ length: rows }, () => cellOf(column, drawAt(column, level, random)))];
      }),
    );
  });
}

/** The larger of two draws, or the smaller one when the level is low, so that no value appears that the column does not have. */
function drawAt(column: GeneratedColumn, level: number, random: Random): number {
  const drawn = column.draw(random);
  if (level === 0 || random.uniform() >= REACH * Math.abs(level)) return drawn;
  const other = column.draw(random);
  if (Number.isNaN(drawn) || Number.isNaN(other)) return drawn;
  return level > 0 ? Math.max(drawn, other) : Math.min(drawn, other);
}

function cellOf({ type }: GeneratedColumn, drawn: number): number | string | null {
  if (type === "categorical") return `l${drawn}`;
  return Number.isNaN(drawn) ? null : drawn;
}
