import type { Instance } from '../../core/schema/media.ts';
import type { Reject, Story } from '../../core/schema/story.ts';
import { SCHEMA_VERSION } from '../../core/schema/version.ts';
import { licenceOf } from './dataset-card.ts';
import type { OpenFilm, WatchedFilm } from './exporter.ts';
import { type FilmYield, yieldOf } from './film-yield.ts';
import { Tally } from './tally.ts';

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

/**
 * Counts a dataset while it is exported: what a film's tables hold is counted as the export reads them, and only a table that
 * it did not read to the end is read for the count. Memory holds the sums, the ids of the films and one film's quoted cues.
 */
export class DatasetCount {
  readonly #onYield: (film: FilmYield) => Promise<void>;
  readonly #counted = new Set<string>();
  readonly #splits: DatasetFacts['splits'] = {};
  readonly #rows = new Tally();
  readonly #licences = new Tally();
  readonly #framesPerStory = new Tally();
  readonly #labels = new Tally();
  readonly #rejects = new Tally();
  #ms = 0;
  #cues = 0;
  #quoted = 0;

  /** `onYield` hears of every film, once. */
  constructor(onYield: (film: FilmYield) => Promise<void>) {
    this.#onYield = onYield;
  }

  /** Films that were counted. */
  get films(): number {
    return this.#counted.size;
  }

  /** The film with tables that are counted while they are read; `finish` counts what of it is not yet. */
  watch(film: OpenFilm): WatchedFilm {
    if (this.#counted.has(film.record.film.id)) return { film, finish: () => Promise.resolve() };
    const { tables } = film;
    const stories = counted(tables.stories, () => new StoryCount());
    const instances = counted(tables.instances, () => new LabelCount());
    const rejects = counted(tables.rejects, () => new RejectCount());
    const own = { stories: stories.rows, instances: instances.rows, rejects: rejects.rows };
    return {
      film: { ...film, tables: { ...tables, ...own } },
      finish: async () => this.#add(film, await stories.count(), await instances.count(), await rejects.count()),
    };
  }

  facts(): DatasetFacts {
    return {
      schemaVersion: SCHEMA_VERSION,
      films: this.films,
      hours: Math.round(this.#ms / 3600) / 1000,
      rows: this.#rows.sorted(),
      splits: Object.fromEntries(Object.entries(this.#splits).sort(([a], [b]) => (a < b ? -1 : 1))),
      licences: this.#licences.sorted(),
      framesPerStory: this.#framesPerStory.sorted(),
      labels: this.#labels.sorted(),
      dialogueCoverage: this.#cues === 0 ? null : Math.round((1000 * this.#quoted) / this.#cues) / 1000,
      rejects: this.#rejects.sorted(),
    };
  }

  async #add(
    { record, split }: OpenFilm,
    stories: StoryCount,
    { labels }: LabelCount,
    rejects: RejectCount,
  ): Promise<void> {
    this.#counted.add(record.film.id);
    this.#ms += record.film.media.durationMs ?? 0;
    this.#licences.add(licenceOf(record.film));
    for (const [table, count] of Object.entries(record.film.counts)) this.#rows.add(table, count);
    const own = (this.#splits[split] ??= { films: 0, stories: 0 });
    own.films++;
    own.stories += stories.stories;
    this.#framesPerStory.addAll(stories.frames);
    this.#quoted += stories.quoted.size;
    this.#cues += record.tables.cues.rows;
    this.#labels.addAll(labels);
    this.#rejects.addAll(rejects.all);
    await this.#onYield(yieldOf(record, split, rejects.byStage));
  }
}

class StoryCount {
  stories = 0;
  readonly frames = new Tally();
  readonly quoted = new Set<number>();

  add({ frames, dialogue }: Story): void {
    this.stories++;
    this.frames.add(String(frames.length));
    for (const { cues } of dialogue) for (const cue of cues) this.quoted.add(cue);
  }
}

class LabelCount {
  readonly labels = new Tally();

  add({ label }: Instance): void {
    this.labels.add(label);
  }
}

class RejectCount {
  readonly all = new Tally();
  readonly byStage = new Map<string, Tally>();

  add({ stage, reason }: Reject): void {
    this.all.add(`${stage}: ${reason}`);
    const own = this.byStage.get(stage) ?? new Tally();
    own.add(reason);
    this.byStage.set(stage, own);
  }
}

/** A table that is counted when it is read to its end for the first time, by whoever wants its rows or else for the count. */
function counted<Row, Count extends { add: (row: Row) => void }>(
  open: () => AsyncGenerator<Row>,
  begin: () => Count,
): { rows: () => AsyncGenerator<Row>; count: () => Promise<Count> } {
  let done: Count | null = null;
  async function* rows(): AsyncGenerator<Row> {
    const count = begin();
    for await (const row of open()) {
      count.add(row);
      yield row;
    }
    done ??= count;
  }
  async function count(): Promise<Count> {
    if (done === null) for await (const _row of rows());
    return done!;
  }
  return { rows, count };
}
