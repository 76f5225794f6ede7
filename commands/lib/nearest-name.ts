/** The name that was most likely meant: it begins so, or differs by the fewest letters (at most a third of them, two in short ones); null where none is near. */
export function nearestName(given: string, names: readonly string[]): string | null {
  const begins = names.filter((name) => given.length > 1 && (name.startsWith(given) || given.startsWith(name)));
  const ranked = names
    .map((name) => ({ name, distance: begins.includes(name) ? 0 : lettersBetween(given.toLowerCase(), name) }))
    .toSorted((a, b) => a.distance - b.distance || a.name.length - b.name.length);
  const [nearest] = ranked;
  return nearest !== undefined && nearest.distance <= Math.max(2, Math.floor(nearest.name.length / 3)) && nearest.distance < nearest.name.length
    ? nearest.name
    : null;
}

/** Letters put in, left out, changed or swapped with their neighbour (optimal string alignment). [Damerau 1964; Levenshtein 1966] */
function lettersBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row += 1) {
    const [above = [], twoAbove = []] = [rows[row - 1], rows[row - 2]];
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const least = Math.min((above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1, (above[column - 1] ?? 0) + (same ? 0 : 1));
      line.push(swapped ? Math.min(least, (twoAbove[column - 2] ?? 0) + 1) : least);
    }
    rows.push(line);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
