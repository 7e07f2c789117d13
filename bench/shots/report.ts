import {
  type FoundTransition,
  type Mistake,
  scoreTransitions,
  sumScores,
  type TransitionScore,
} from '../../core/metrics/shots.ts';
import type { Truth } from './truth.ts';

/** One film's result with one detector. */
export interface FilmResult {
  truth: Truth;
  score: TransitionScore;
  mistakes: Mistake[];
}

export interface CategoryRow {
  category: string;
  score: TransitionScore;
}

export function scoreFilm(found: readonly FoundTransition[], truth: Truth): FilmResult {
  return { truth, ...scoreTransitions(found, truth.boundaries) };
}

/** Scores by category, in the order of the films, and of all films together as the last row. */
export function byCategory(results: readonly FilmResult[]): CategoryRow[] {
  const names = [...new Set(results.map(({ truth }) => truth.category))];
  const rows = names.map((category) => {
    const own = results.filter(({ truth }) => truth.category === category);
    return { category, score: sumScores(own.map(({ score }) => score)) };
  });
  return [...rows, { category: 'all', score: sumScores(results.map(({ score }) => score)) }];
}

export const SCORE_HEAD = [
  ...['category', 'cuts', 'F1', 'precision', 'recall', 'exact'],
  ...['gradual', 'F1', 'precision', 'recall', '≤ 3 frames', 'kind', 'false'],
];

/** One row of a detector's table; a dash where there is nothing to score. */
export function scoreCells({ category, score: { cuts, gradual, all } }: CategoryRow): string[] {
  const share = (part: number, whole: number): string => (whole === 0 ? '–' : (part / whole).toFixed(3));
  const rates = (score: TransitionScore['all']): string[] => {
    if (score.hits + score.misses + score.falseAlarms === 0) return ['–', '–', '–'];
    return [score.f1, score.precision, score.recall].map((value) => value.toFixed(3));
  };
  return [
    category,
    ...[String(cuts.hits + cuts.misses), ...rates(cuts), share(cuts.exact, cuts.hits)],
    ...[String(gradual.hits + gradual.misses), ...rates(gradual)],
    ...[share(gradual.timed, gradual.hits), share(gradual.rightKind, gradual.hits), String(all.falseAlarms)],
  ];
}

/** Rows with their columns in line, for a terminal. */
export function alignedTable(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => {
    return row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  ');
  });
  return lines.join('\n');
}

export function markdownTable(rows: readonly string[][]): string {
  const [head, ...rest] = rows;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head!.map((_, at) => (at === 0 ? '---' : '--:'));
  return [line(head!), line(rule), ...rest.map(line)].join('\n');
}

/** Every miss and false alarm, with what happens in the film there. */
export function mistakeList(results: readonly FilmResult[]): string {
  const lines = results.flatMap(({ truth, mistakes }) =>
    mistakes.map(({ what, kind, frame }) => {
      const near = truth.happenings.filter((one) => frame >= one.startFrame - 2 && frame <= one.endFrame + 2);
      const there = [...new Set(near.map((one) => one.kind))].join(', ');
      return `${truth.id}: ${what} ${kind} at ${frame}${there === '' ? '' : ` (${there})`}`;
    }),
  );
  return lines.join('\n');
}
