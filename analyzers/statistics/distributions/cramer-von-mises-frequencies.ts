interface Frequencies {
  readonly leastCommonMultiple: number;
  readonly frequencies: ReadonlyMap<number, number>;
}

/** The last table, since the columns of two small data sets mostly have the same rows (20 and 18 take half a second). */
let last: { readonly n: number; readonly m: number; readonly table: Frequencies } | null = null;

/**
 * How many orders of n and m rows, no two tied, have each value of the (integer) two-sample criterion. Cost grows with the fourth power of the rows: up to about 20 a side.
 * [Xiao, Gordon and Yakovlev 2007, A C++ program for the Cramér–von Mises two-sample test, Journal of Statistical Software 17]
 */
export function cramerVonMisesFrequencies(n: number, m: number): Frequencies {
  if (last === null || last.n !== n || last.m !== m) last = { n, m, table: count(n, m) };
  return last.table;
}

function count(n: number, m: number): Frequencies {
  const leastCommonMultiple = (n * m) / greatestCommonDivisor(n, m);
  const [a, b] = [leastCommonMultiple / n, leastCommonMultiple / m];
  let row: Map<number, number>[] = [new Map([[0, 1]]), ...Array.from({ length: n }, () => new Map<number, number>())];
  for (let u = 0; u <= m; u++) {
    const next: Map<number, number>[] = [];
    for (const [v, above] of row.entries()) next.push(merged(next.at(-1), above, (a * v - b * u) ** 2));
    row = next;
  }
  return { leastCommonMultiple, frequencies: row[n] ?? new Map() };
}

/** Both tables added, all values raised. */
function merged(left: ReadonlyMap<number, number> | undefined, right: ReadonlyMap<number, number>, raise: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const table of [left ?? new Map<number, number>(), right])
    for (const [value, count] of table) counts.set(value + raise, (counts.get(value + raise) ?? 0) + count);
  return counts;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
