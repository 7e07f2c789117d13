import type { Completion } from '../../core/schema/completion.ts';
import type { Split } from '../../core/story/split.ts';
import { licenceOf } from './dataset-card.ts';
import type { Tally } from './tally.ts';

/** What came into each stage of a film, what came out, and what was dropped why. */
export interface FilmYield {
  film: string;
  split: string;
  license: string;
  stages: {
    stage: string;
    status: string;
    reason: string | null;
    in: Record<string, number | null>;
    out: Record<string, number>;
    dropped: Record<string, number>;
  }[];
}

/** Tables that each stage makes rows for, and from which it makes them. */
const FLOW: readonly { stage: string; reads: readonly string[]; makes: readonly string[] }[] = [
  { stage: 'shots', reads: ['frames'], makes: ['shots', 'keyframes'] },
  { stage: 'subtitles', reads: [], makes: ['cues'] },
  { stage: 'script', reads: [], makes: ['elements', 'speakers'] },
  { stage: 'align', reads: ['elements', 'cues'], makes: ['lines'] },
  { stage: 'nouns', reads: ['keyframes', 'elements'], makes: [] },
  { stage: 'identify', reads: ['keyframes'], makes: ['instances', 'entities'] },
  { stage: 'track', reads: ['shots', 'instances'], makes: ['tracks'] },
  { stage: 'describe', reads: ['keyframes', 'instances'], makes: ['descriptions'] },
  { stage: 'assemble', reads: ['keyframes', 'cues', 'lines'], makes: ['stories'] },
  { stage: 'caption', reads: ['stories'], makes: ['stories'] },
];

/** The yield of a film, of which rows were `dropped` by stage and reason. */
export function yieldOf(record: Completion, split: Split, dropped: ReadonlyMap<string, Tally>): FilmYield {
  return { film: record.film.id, split, license: licenceOf(record.film), stages: stagesOf(record, dropped) };
}

function stagesOf({ stages, tables, film }: Completion, dropped: ReadonlyMap<string, Tally>): FilmYield['stages'] {
  const count = (name: string): number | null =>
    name === 'frames' ? film.media.frames : (tables[name as keyof typeof tables]?.rows ?? null);
  const known = FLOW.filter(({ stage }) => stages[stage] !== undefined || dropped.has(stage));
  return known.map(({ stage, reads, makes }) => ({
    stage,
    status: stages[stage]?.status ?? 'done',
    reason: stages[stage]?.reason ?? null,
    in: Object.fromEntries(reads.map((name) => [name, count(name)])),
    out: Object.fromEntries(makes.map((name) => [name, count(name)!])),
    dropped: dropped.get(stage)?.sorted() ?? {},
  }));
}
