import { chiSquareSurvival } from "../../statistics/distributions/chi-square-survival.ts";
import { sum } from "../../statistics/sample.ts";

/** A row with one of two levels that may be one, or with any other: `to` and `restNow` of the window, `from` and `restBefore` of the windows before. */
export interface CompanionRow {
  readonly part: "to" | "from" | "restNow" | "restBefore";
  readonly numbers: Readonly<Record<string, number>>;
  readonly categories: Readonly<Record<string, string>>;
}

/** Whether rows with a new level have the other features that rows with an old one had, and which features say so. */
export interface Companions {
  readonly alike: boolean;
  readonly features: readonly string[];
}

/** Groups of a feature's rows: tenths of its numbers, or its commonest categories; another for the rest, and for missing ones. */
const GROUPS = 10;
/** Fewest rows of a level, and of all others, on which anything is said. */
const FEWEST = { level: 30, rest: 100 };
/** Fewest rows of a group in both samples; smaller groups are put together. */
const FEWEST_IN_GROUP = 10;
/** p-values, times the number of features, from which on two levels' rows differ surely, and under which they may. */
const SURELY = 0.001;
const PERHAPS = 0.05;
/** Total variation that days, whose rows share much, differ by anyway; and by which a level's rows must differ from all others' to be known by their features. */
const BY_DAYS = 0.1;
const TELLING = 0.15;

/**
 * Holds the other features of rows with a new level against those of rows with the old one, and both against all others'. Alike: no feature differs, and one at least on which both levels' rows are otherwise than the rest.
 * Unlike: a feature differs by more than days do and than the rest of the rows changed in it. Null where neither can be said.
 */
export function companionsOf(rows: readonly CompanionRow[], column: string): Companions | null {
  const of = (part: CompanionRow["part"]): readonly CompanionRow[] => rows.filter((row) => row.part === part);
  const [to, from, restNow, restBefore] = [of("to"), of("from"), of("restNow"), of("restBefore")];
  if (Math.min(to.length, from.length) < FEWEST.level || Math.min(restNow.length, restBefore.length) < FEWEST.rest) return null;
  const features = featuresOf(rows, column);
  const compared = features.map(({ name, cellOf }) => {
    const counts = (some: readonly CompanionRow[]): ReadonlyMap<string, number> =>
      new Map([...Map.groupBy(some, cellOf)].map(([cell, own]) => [cell, own.length]));
    const [a, b, now, before] = [counts(to), counts(from), counts(restNow), counts(restBefore)];
    return { name, levels: compare(a, b), rest: compare(now, before), newAgainstRest: compare(a, now), oldAgainstRest: compare(b, before) };
  });
  const surely = ({ pValue }: Comparison): boolean => pValue * features.length <= SURELY;
  const unlike = compared.filter(({ levels, rest }) => surely(levels) && levels.distance >= BY_DAYS + rest.distance);
  if (unlike.length > 0) return { alike: false, features: unlike.map(({ name }) => name) };
  if (compared.some(({ levels }) => levels.pValue * features.length <= PERHAPS && levels.distance >= BY_DAYS)) return null;
  const telling = compared.filter(({ newAgainstRest, oldAgainstRest }) =>
    [newAgainstRest, oldAgainstRest].every((one) => surely(one) && one.distance >= TELLING),
  );
  return telling.length === 0 ? null : { alike: true, features: telling.map(({ name }) => name) };
}

interface Comparison {
  readonly pValue: number;
  /** Total variation of the shares. */
  readonly distance: number;
}

/** Pearson's chi-square of two samples' groups, small ones together. */
function compare(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): Comparison {
  const [rowsA, rowsB] = [sum([...a.values()]), sum([...b.values()])];
  const cells = [...new Set([...a.keys(), ...b.keys()])].toSorted().map((cell) => [a.get(cell) ?? 0, b.get(cell) ?? 0] as const);
  const large = cells.filter(([x, y]) => x + y >= FEWEST_IN_GROUP);
  const small = cells.filter(([x, y]) => x + y < FEWEST_IN_GROUP).reduce<readonly [number, number]>(([x, y], cell) => [x + cell[0], y + cell[1]], [0, 0]);
  const groups = small[0] + small[1] > 0 ? [...large, small] : large;
  const statistic = sum(
    groups.map(([x, y]) => {
      const [expectedA, expectedB] = [((x + y) * rowsA) / (rowsA + rowsB), ((x + y) * rowsB) / (rowsA + rowsB)];
      return (x - expectedA) ** 2 / expectedA + (y - expectedB) ** 2 / expectedB;
    }),
  );
  const distance = sum(groups.map(([x, y]) => Math.abs(x / rowsA - y / rowsB))) / 2;
  return { pValue: groups.length < 2 ? 1 : chiSquareSurvival(statistic, groups.length - 1), distance };
}

interface Feature {
  readonly name: string;
  readonly cellOf: (row: CompanionRow) => string;
}

/** Every other feature of the rows, in order of their names. */
function featuresOf(rows: readonly CompanionRow[], column: string): readonly Feature[] {
  const names = (of: (row: CompanionRow) => object): readonly string[] =>
    [...new Set(rows.flatMap((row) => Object.keys(of(row))))].filter((name) => name !== column).toSorted();
  const numeric = names(({ numbers }) => numbers).map((name): Feature => {
    const values = rows.flatMap(({ numbers }) => numbers[name] ?? []).toSorted((a, b) => a - b);
    const bounds = Array.from({ length: GROUPS - 1 }, (_, group) => values[Math.floor(((group + 1) * values.length) / GROUPS)] ?? 0);
    const groupOf = (value: number): number => bounds.filter((bound) => value >= bound).length;
    return { name, cellOf: ({ numbers }) => (numbers[name] === undefined ? "missing" : String(groupOf(numbers[name]))) };
  });
  const categories = names((row) => row.categories).map((name): Feature => {
    const counts = [...Map.groupBy(rows, (row) => row.categories[name])].toSorted(([a = "", x], [b = "", y]) => y.length - x.length || (a < b ? -1 : 1));
    const common = new Set(counts.slice(0, GROUPS).map(([category]) => category));
    return {
      name,
      cellOf: (row) => (row.categories[name] === undefined ? "missing" : common.has(row.categories[name]) ? `=${row.categories[name]}` : "other"),
    };
  });
  return [...numeric, ...categories];
}
