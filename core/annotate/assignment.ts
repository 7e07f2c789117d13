/**
 * Optimal one-to-one assignment that maximises the sum of gains (Kuhn–Munkres with potentials, O(rows² · columns)).
 * `gains[row][column]` ≥ 0, all rows of one length. Returns for each row its column, or null when there are fewer
 * columns than rows or the row gains nothing. Ties fall to the lower column.
 */
export function assignBest(gains: readonly (readonly number[])[]): (number | null)[] {
  const rows = gains.length;
  const width = gains[0]?.length ?? 0;
  // Empty columns let rows stay without a partner.
  const columns = width + rows;
  const cost = (row: number, column: number): number => (column < width ? -gains[row]![column]! : 0);
  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(columns + 1);
  const rowOf = new Int32Array(columns + 1);
  const previous = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    rowOf[0] = row;
    let column = 0;
    const least = new Float64Array(columns + 1).fill(Infinity);
    const visited = new Uint8Array(columns + 1);
    while (rowOf[column] !== 0) {
      visited[column] = 1;
      const from = rowOf[column]!;
      let delta = Infinity;
      let next = 0;
      for (let candidate = 1; candidate <= columns; candidate++) {
        if (visited[candidate] === 1) continue;
        const reduced = cost(from - 1, candidate - 1) - rowPotential[from]! - columnPotential[candidate]!;
        if (reduced < least[candidate]!) {
          least[candidate] = reduced;
          previous[candidate] = column;
        }
        if (least[candidate]! < delta) {
          delta = least[candidate]!;
          next = candidate;
        }
      }
      for (let candidate = 0; candidate <= columns; candidate++) {
        if (visited[candidate] === 1) {
          rowPotential[rowOf[candidate]!]! += delta;
          columnPotential[candidate]! -= delta;
        } else {
          least[candidate]! -= delta;
        }
      }
      column = next;
    }
    while (column !== 0) {
      const before = previous[column]!;
      rowOf[column] = rowOf[before]!;
      column = before;
    }
  }
  const assigned = new Array<number | null>(rows).fill(null);
  for (let column = 1; column <= width; column++) {
    const row = rowOf[column]! - 1;
    if (row >= 0 && gains[row]![column - 1]! > 0) assigned[row] = column - 1;
  }
  return assigned;
}
