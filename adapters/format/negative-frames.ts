import { drawNegatives, type NegativeSource } from '../../core/contrast/negatives.ts';
import type { SeenFrame } from '../../core/contrast/synthetic.ts';
import type { Instance } from '../../core/schema/media.ts';
import type { ExportCall, ExportSource } from './exporter.ts';
import { openFilms } from './open-films.ts';

/** A synthetic sequence with its frames, or why it has none. */
export interface DrawnNegative {
  id: string;
  frames: SeenFrame[];
  missed: { reason: string; length: number } | null;
}

/**
 * Synthetic sequences from the training films of an export, one as long as each of their stories. The films are read twice:
 * what could be drawn, then what was. Memory holds three numbers a frame of them, and the rows of the drawn frames.
 */
export async function* drawnNegatives(source: ExportSource, call: ExportCall): AsyncGenerator<DrawnNegative> {
  const { sources, lengths } = await drawable(source, call);
  const { negatives, missed } = drawNegatives(sources, lengths, source.seed);
  const wanted = new Map<string, Set<number>>();
  for (const { film, keyframe } of negatives.flatMap(({ frames }) => frames)) {
    wanted.set(film, (wanted.get(film) ?? new Set()).add(keyframe));
  }
  const rows = await rowsOf(source, wanted, call);
  for (const { id, frames } of negatives) {
    const seen = frames.map(({ film, keyframe }) => rows.get(`${film} ${keyframe}`)!);
    yield { id, frames: seen, missed: null };
  }
  for (const { id, ...why } of missed) yield { id, frames: [], missed: why };
}

/** Keyframes that show a picture and repeat no other, and the lengths of the stories. */
async function drawable(
  source: ExportSource,
  call: ExportCall,
): Promise<{ sources: NegativeSource[]; lengths: number[] }> {
  const sources: NegativeSource[] = [];
  const lengths: number[] = [];
  for await (const { record, tables } of openFilms(source, call, 'train')) {
    const inView = new Map<number, boolean>();
    for await (const { keyframe, entity } of tables.instances()) {
      if (entity !== null) inView.set(keyframe, inView.get(keyframe) === true || entity.startsWith('char'));
    }
    const [persons, others]: [number[], number[]] = [[], []];
    for await (const { index, kind, duplicateOf } of tables.keyframes()) {
      if (kind !== 'picture' || duplicateOf !== null) continue;
      (inView.get(index) === true ? persons : others).push(index);
    }
    sources.push({ film: record.film.id, persons, others });
    for await (const { frames } of tables.stories()) lengths.push(frames.length);
  }
  return { sources, lengths };
}

async function rowsOf(
  source: ExportSource,
  wanted: ReadonlyMap<string, ReadonlySet<number>>,
  call: ExportCall,
): Promise<Map<string, SeenFrame>> {
  const rows = new Map<string, SeenFrame & { instances: Instance[] }>();
  for await (const { record, tables } of openFilms(source, call, 'train')) {
    const own = wanted.get(record.film.id);
    if (own === undefined) continue;
    for await (const keyframe of tables.keyframes()) {
      if (own.has(keyframe.index)) rows.set(`${record.film.id} ${keyframe.index}`, { keyframe, instances: [] });
    }
    for await (const instance of tables.instances()) {
      // A mask says nothing here and would be most of the memory.
      rows
        .get(`${record.film.id} ${instance.keyframe}`)
        ?.instances.push({ ...instance, mask: null, maskSource: 'box' });
    }
  }
  return rows;
}
