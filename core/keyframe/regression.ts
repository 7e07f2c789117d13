/** Added to the diagonal, so that columns which can't be told apart don't matter. */
const RIDGE = 1e-3;

/** Weights of the columns by which rows explain values best, in weighted least squares: normal equations and elimination. */
export function leastSquares(
  rows: readonly (readonly number[])[],
  values: readonly number[],
  trust: readonly number[] = values.map(() => 1),
): number[] {
  const size = rows[0]?.length ?? 0;
  const system = Array.from({ length: size }, (_, one) => {
    const column = (two: number): number => rows.reduce((sum, row, at) => sum + trust[at]! * row[one]! * row[two]!, 0);
    const equation = Array.from({ length: size }, (__, two) => column(two) + (one === two ? RIDGE : 0));
    return [...equation, rows.reduce((sum, row, at) => sum + trust[at]! * row[one]! * values[at]!, 0)];
  });
  for (let pivot = 0; pivot < size; pivot++) {
    for (let other = 0; other < size; other++) {
      if (other === pivot) continue;
      const factor = system[other]![pivot]! / system[pivot]![pivot]!;
      for (let at = pivot; at <= size; at++) system[other]![at]! -= factor * system[pivot]![at]!;
    }
  }
  return system.map((equation, at) => equation[size]! / equation[at]!);
}

/** What weights make of a row. */
export function predicted(row: readonly number[], weights: readonly number[]): number {
  return row.reduce((sum, one, at) => sum + one * weights[at]!, 0);
}

const ROBUST_ROUNDS = 4;

/** The same where some values are wrong: those further off than `scale` count less and less (Cauchy's weights). */
export function robustLeastSquares(
  rows: readonly (readonly number[])[],
  values: readonly number[],
  scale: number,
): number[] {
  let weights = leastSquares(rows, values);
  for (let round = 0; round < ROBUST_ROUNDS; round++) {
    const trust = rows.map((row, at) => 1 / (1 + ((values[at]! - predicted(row, weights)) / scale) ** 2));
    weights = leastSquares(rows, values, trust);
  }
  return weights;
}
