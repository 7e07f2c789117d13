import { type Mistake, sumScores, type TransitionScore } from '../../core/metrics/shots.ts';
import type { Composition } from './composition.ts';

/** One film's result with one detector. */
export interface FilmResult {
  composition: Composition;
  score: TransitionScore;
  mistakes: Mistake[];
}

export interface CategoryRow {
  category: string;
  score: TransitionScore;
}

/** Scores by category, in the order of the films, and of all films together. */
export function byCategory(results: readonly FilmResult[]): CategoryRow[] {
  const names = [...new Set(results.map(({ composition }) => composition.category))];
  const rows = names.map((category) => {
    const own = results.filter(({ composition }) => composition.category === category);
    return { category, score: sumScores(own.map(({ score }) => score)) };
  });
  return [...rows, { category: 'all', score: sumScores(results.map(({ score }) => score)) }];
}

const HEAD = ['category', 'cuts', 'F1', 'P', 'R', 'exact', 'gradual', 'F1', 'P', 'R', '≤3 fr', 'kind', 'false'];

/** The table of one detector, as text for a terminal. */
export function scoreTable(rows: readonly CategoryRow[]): string {
  const share = (part: number, whole: number): string => (whole === 0 ? '-' : (part / whole).toFixed(3));
  const lines = rows.map(({ category, score: { cuts, gradual, all } }) => {
    const [trueCuts, trueGradual] = [cuts.hits + cuts.misses, gradual.hits + gradual.misses];
    const of = (score: TransitionScore['all'], truth: number): string[] => {
      if (truth === 0 && score.falseAlarms === 0) return ['-', '-', '-'];
      return [score.f1, score.precision, score.recall].map((value) => value.toFixed(3));
    };
    const hard = [String(trueCuts), ...of(cuts, trueCuts), share(cuts.exact, cuts.hits)];
    const soft = [String(trueGradual), ...of(gradual, trueGradual)];
    const timed = [share(gradual.timed, gradual.hits), share(gradual.rightKind, gradual.hits)];
    return [category, ...hard, ...soft, ...timed, String(all.falseAlarms)];
  });
  const table = [HEAD, ...lines];
  const widths = HEAD.map((_, column) => Math.max(...table.map((line) => line[column]!.length)));
  return table
    .map((line) =>
      line.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  '),
    )
    .join('\n');
}

/** Every miss and false alarm, with what happens in the film there. */
export function mistakeList(
  results: readonly FilmResult[],
  happeningAt: (result: FilmResult, frame: number) => string,
): string {
  return results
    .flatMap((result) => {
      return result.mistakes.map(({ what, kind, frame }) => {
        return `${result.composition.id}: ${what} ${kind} at ${frame}${happeningAt(result, frame)}`;
      });
    })
    .join('\n');
}
