import { SPLITS } from '../../core/story/split.ts';
import type { ExportSource } from './exporter.ts';

/** `splits.json`: the seed and the films of each split, so that anyone can draw the same line. */
export function splitsDocument({ seed, splits }: Pick<ExportSource, 'seed' | 'splits'>): string {
  const films = Object.fromEntries(
    SPLITS.map((split) => [split, [...splits].filter(([, own]) => own === split).map(([id]) => id)]),
  );
  return `${JSON.stringify({ seed, films }, null, 2)}\n`;
}
