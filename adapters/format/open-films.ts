import type { Completion } from '../../core/schema/completion.ts';
import type { Story } from '../../core/schema/story.ts';
import type { Split } from '../../core/story/split.ts';
import { openTables } from '../corpus/completions.ts';
import type { ExportCall, ExportSource, OpenFilm } from './exporter.ts';

/** Rows by kind; every export counts its films. */
export type Counts = { films: number } & Record<string, number>;

/** A story with its film. */
export interface OpenStory {
  story: Story;
  record: Completion;
  split: Split;
}

/** The films of an export, or of one split of it, with their rows. */
export async function* openFilms(source: ExportSource, call: ExportCall, split?: Split): AsyncGenerator<OpenFilm> {
  for await (const film of source.films()) {
    if (split !== undefined && film.split !== split) continue;
    yield { ...film, tables: openTables(source.store, film.record, call) };
  }
}

/** Every film, counted when it is done; the caller adds its rows to `counts` and is heard of after each film. */
export async function* countedFilms(source: ExportSource, call: ExportCall, counts: Counts): AsyncGenerator<OpenFilm> {
  for await (const opened of openFilms(source, call)) {
    const { film, finish } = source.watch(opened);
    yield film;
    await finish();
    counts.films++;
    const { films, ...others } = counts;
    call.onProgress?.({ films, rows: Object.values(others).reduce((sum, count) => sum + count, 0) });
  }
}

/** Every story, counted when it is done. */
export async function* countedStories(
  source: ExportSource,
  call: ExportCall,
  counts: Counts & { stories: number },
): AsyncGenerator<OpenStory> {
  for await (const { record, split, tables } of countedFilms(source, call, counts)) {
    for await (const story of tables.stories()) {
      yield { story, record, split };
      counts.stories++;
    }
  }
}
