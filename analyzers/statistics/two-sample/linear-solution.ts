/** Solves matrix · x = right by Gauss's elimination with row exchange; for small, regular matrices. */
export function linearSolution(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, index) => [...row, right[index] ?? 0]);
  for (const column of rows.keys()) eliminate(rows, column);
  return rows.map((row, index) => (row.at(-1) ?? 0) / (row[index] ?? 1));
}

/** Makes a column zero in all rows but its own. */
function eliminate(rows: number[][], column: number): void {
  const size = (row: number): number => Math.abs(rows[row]?.[column] ?? 0);
  const pivot = [...rows.keys()].slice(column).reduce((best, row) => (size(row) > size(best) ? row : best));
  const [top = [], other = []] = [rows[pivot], rows[column]];
  rows[column] = top;
  rows[pivot] = other;
  for (const [index, row] of rows.entries()) {
    if (index === column) continue;
    const factor = (row[column] ?? 0) / (top[column] ?? 1);
    for (const [k, value] of top.entries()) row[k] = (row[k] ?? 0) - factor * value;
  }
}
