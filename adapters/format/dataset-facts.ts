import type { Completion } from '../../core/schema/completion.ts';
import { SCHEMA_VERSION } from '../../core/schema/version.ts';
import { licenceOf } from './dataset-card.ts';
import type { ExportCall, ExportSource } from './exporter.ts';
import { openFilms, type OpenFilm } from './open-films.ts';

/** What a dataset holds; keys of the maps are sorted. */
export interface DatasetFacts {
  schemaVersion: number;
  films: number;
  hours: number;
  /** Rows by table. */
  rows: Record<string, number>;
  /** Films and stories by split. */
  splits: Record<string, { films: number; stories: number }>;
  licences: Record<string, number>;
  /** Stories by number of frames. */
  framesPerStory: Record<string, number>;
  /** Instances by label. */
  labels: Record<string, number>;
  /** Share of the films' cues that stories quote. */
  dialogueCoverage: number | null;
  /** Rows dropped, by `stage: reason`. */
  rejects: Record<string, number>;
}

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

/** Counts a dataset film by film; memory holds the sums and one film's quoted cues. `onYield` hears of every film. */
export async function countDataset(
  source: ExportSource,
  call: Pick<ExportCall, 'signal'>,
  onYield: (film: FilmYield) => Promise<void>,
): Promise<DatasetFacts> {
  const facts = { films: 0, ms: 0, cues: 0, quoted: 0 };
  const [rows, licences, framesPerStory, labels, rejects] = [
    new Tally(),
    new Tally(),
    new Tally(),
    new Tally(),
    new Tally(),
  ];
  const splits: DatasetFacts['splits'] = {};
  for await (const film of openFilms(source, call)) {
    const { record, split, tables } = film;
    facts.films++;
    facts.ms += record.film.media.durationMs ?? 0;
    licences.add(licenceOf(record.film));
    for (const [table, count] of Object.entries(record.film.counts)) rows.add(table, count);
    const own = (splits[split] ??= { films: 0, stories: 0 });
    own.films++;
    const quoted = new Set<number>();
    for await (const { frames, dialogue } of tables.stories()) {
      own.stories++;
      framesPerStory.add(String(frames.length));
      for (const { cues } of dialogue) for (const cue of cues) quoted.add(cue);
    }
    facts.quoted += quoted.size;
    facts.cues += record.tables.cues.rows;
    for await (const { label } of tables.instances()) labels.add(label);
    const dropped = await droppedOf(film, rejects);
    await onYield({ film: record.film.id, split, license: licenceOf(record.film), stages: stagesOf(record, dropped) });
  }
  return {
    schemaVersion: SCHEMA_VERSION,
    films: facts.films,
    hours: Math.round(facts.ms / 3600) / 1000,
    rows: rows.sorted(),
    splits: Object.fromEntries(Object.entries(splits).sort(([a], [b]) => (a < b ? -1 : 1))),
    licences: licences.sorted(),
    framesPerStory: framesPerStory.sorted(),
    labels: labels.sorted(),
    dialogueCoverage: facts.cues === 0 ? null : Math.round((1000 * facts.quoted) / facts.cues) / 1000,
    rejects: rejects.sorted(),
  };
}

async function droppedOf({ tables }: OpenFilm, all: Tally): Promise<Map<string, Tally>> {
  const dropped = new Map<string, Tally>();
  for await (const { stage, reason } of tables.rejects()) {
    all.add(`${stage}: ${reason}`);
    const own = dropped.get(stage) ?? new Tally();
    own.add(reason);
    dropped.set(stage, own);
  }
  return dropped;
}

function stagesOf({ stages, tables, film }: Completion, dropped: Map<string, Tally>): FilmYield['stages'] {
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

class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  sorted(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
