import { STAGES, type Stage } from '../../core/contract/stages.ts';
import { type CorpusRecord, corpusRecord, stageRecord } from '../../core/schema/bookkeeping.ts';
import type { TableName } from '../../core/schema/completion.ts';
import type { StoreCall } from '../store/store.ts';
import { getJson } from '../store/tables.ts';
import type { FilmSide } from './diff-rows.ts';

/** Why rows of a film differ. */
export interface DiffCause {
  stage: Stage;
  /** A source, an option of the build, a field of the manifest row, an outcome, or the code or model of the stage. */
  kind: 'source' | 'option' | 'manifest' | 'outcome' | 'code';
  /** What it is: `subtitles`, `minFrames`, `split`… */
  what: string;
  before: string;
  after: string;
}

/** Stages whose output each stage reads. */
const READS: Record<Stage, readonly Stage[]> = {
  ingest: [],
  shots: ['ingest'],
  subtitles: ['ingest'],
  script: ['ingest'],
  align: ['subtitles', 'script'],
  nouns: ['shots'],
  annotate: ['shots', 'nouns'],
  detect: ['shots', 'nouns'],
  identify: ['shots', 'align', 'annotate'],
  track: ['shots', 'detect', 'identify'],
  describe: ['shots', 'identify'],
  assemble: ['shots', 'subtitles', 'script', 'align', 'identify', 'nouns', 'describe'],
  caption: ['assemble', 'describe'],
  commit: [],
};

/** Options of a build that change the rows of a stage. */
const OPTIONS: Partial<Record<Stage, readonly (keyof CorpusRecord['options'])[]>> = {
  ingest: ['ocr'],
  shots: [
    'jpegQuality',
    'maxSize',
    'keyframesPerShot',
    'detector',
    'frameScorer',
    'duplicateSimilarity',
    'models',
    'tracks',
  ],
  subtitles: ['syncBySound'],
  nouns: ['captioner', 'models'],
  annotate: ['annotator', 'models'],
  detect: ['annotator', 'models'],
  identify: ['identity'],
  describe: ['captioner'],
  assemble: ['minFrames', 'maxFrames', 'minPersons'],
  caption: ['storyModel'],
};

/** The last stage that makes the rows of a table. */
const MAKERS: Record<TableName, Stage> = {
  shots: 'shots',
  keyframes: 'shots',
  cues: 'subtitles',
  elements: 'script',
  lines: 'align',
  instances: 'identify',
  entities: 'identify',
  stories: 'caption',
  rejects: 'caption',
  speakers: 'script',
  tracks: 'track',
  descriptions: 'describe',
};

/** Output of `ingest` that each stage reads: an edit of the subtitles is no cause for other shots. */
const SOURCES: Partial<Record<Stage, string>> = { shots: 'source', subtitles: 'subtitles', script: 'script' };
/** Fields of the manifest row that are kept with the film. */
const FIELDS = ['title', 'year', 'imdb', 'language', 'license', 'split'] as const;
const NONE = 'none';

/** What one build says of a film's stages. */
interface Told extends FilmSide {
  options: CorpusRecord['options'] | null;
  outputs: Map<Stage, Record<string, { key: string }>>;
}

/** The causes of differences of a film, found by comparing sources, options and the outputs of its stages. */
export class DiffCauses {
  readonly #sides: readonly [Told, Told];

  private constructor(sides: readonly [Told, Told]) {
    this.#sides = sides;
  }

  static async read(sides: readonly [FilmSide, FilmSide], call: StoreCall): Promise<DiffCauses> {
    return new DiffCauses([await told(sides[0], call), await told(sides[1], call)]);
  }

  /** What differs in the manifest row of the film. */
  ofFilm(): DiffCause[] {
    const [before, after] = this.#sides.map(({ record }) => record.film);
    const causes = FIELDS.filter((field) => before![field] !== after![field]).map((field) =>
      cause('commit', 'manifest', field, [before![field], after![field]]),
    );
    if (before!.schemaVersion !== after!.schemaVersion) {
      causes.push(cause('commit', 'code', 'schema version', [before!.schemaVersion, after!.schemaVersion]));
    }
    return causes;
  }

  /** First causes of other rows in a table, by stage. */
  ofTable(table: TableName): DiffCause[] {
    const found = new Map<Stage, DiffCause[]>();
    this.#collect(MAKERS[table], found);
    return STAGES.flatMap((stage) => found.get(stage) ?? []);
  }

  /** Whether the stage gave something else; its causes, or those of the stages it reads, are noted. */
  #collect(stage: Stage, found: Map<Stage, DiffCause[]>): boolean {
    if (found.has(stage)) return true;
    const [before, after] = this.#sides;
    if (stage !== 'caption' && sameOutput(before, after, stage)) return false;
    const source = SOURCES[stage];
    const causes = source === undefined ? [] : this.#sourceCauses(source);
    causes.push(...this.#optionCauses(stage), ...this.#outcomeCauses(stage));
    if (stage === 'assemble' && before.record.film.split !== after.record.film.split) {
      causes.push(cause(stage, 'manifest', 'split', [before.record.film.split, after.record.film.split]));
    }
    found.set(stage, causes);
    let isRead = false;
    for (const read of this.#readBy(stage)) {
      if (read !== 'ingest') isRead = this.#collect(read, found) || isRead;
    }
    const keys = this.#sides.map(({ record }) => record.stages[stage]?.key ?? NONE);
    if (causes.length === 0 && !isRead && keys[0] !== keys[1]) {
      causes.push(cause(stage, 'code', 'version or model of the stage', [keys[0], keys[1]]));
    }
    return true;
  }

  /** The screenplay is read for nouns only where these are looked for. */
  #readBy(stage: Stage): readonly Stage[] {
    const isTold = stage === 'nouns' && this.#sides.some(({ options }) => options?.scriptNouns === true);
    return isTold ? [...READS.nouns, 'script'] : READS[stage];
  }

  #sourceCauses(output: string): DiffCause[] {
    const [before, after] = this.#sides;
    const name = output === 'source' ? 'video' : output;
    const [one, two] =
      output === 'source'
        ? [before.record.film.source.sha256, after.record.film.source.sha256]
        : [before, after].map(({ outputs }) => outputs.get('ingest')?.[output]?.key.replace('sha256-', ''));
    return one === two ? [] : [cause('ingest', 'source', name, [one, two])];
  }

  #optionCauses(stage: Stage): DiffCause[] {
    const [before, after] = this.#sides.map(({ options }) => options);
    if (before == null || after == null) return [];
    return (OPTIONS[stage] ?? [])
      .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
      .map((name) => cause(stage, 'option', name, [before[name], after[name]]));
  }

  #outcomeCauses(stage: Stage): DiffCause[] {
    const [before, after] = this.#sides.map(({ record }) => record.stages[stage]);
    const said = (of: typeof before) => (of === undefined ? NONE : (of.reason ?? of.status));
    return said(before) === said(after) ? [] : [cause(stage, 'outcome', stage, [said(before), said(after)])];
  }
}

async function told({ store, record }: FilmSide, call: StoreCall): Promise<Told> {
  const corpus = await getJson(store, 'corpus.json', { ...call, schema: corpusRecord });
  const outputs: Told['outputs'] = new Map();
  for (const stage of STAGES) {
    const key = record.stages[stage]?.key;
    if (key === undefined) continue;
    const name = `stages/${record.film.id}/${stage}-${key}.json`;
    const found = await getJson(store, name, { ...call, schema: stageRecord });
    if (found !== null) outputs.set(stage, found.outputs);
  }
  return { store, record, options: corpus?.options ?? null, outputs };
}

/** Outputs are compared where both builds recorded them, else the keys of the stage. */
function sameOutput(before: Told, after: Told, stage: Stage): boolean {
  const [one, two] = [before, after].map(({ outputs }) => outputs.get(stage));
  if (one === undefined || two === undefined)
    return before.record.stages[stage]?.key === after.record.stages[stage]?.key;
  const keys = (refs: NonNullable<typeof one>) =>
    Object.entries(refs)
      .map(([name, { key }]) => `${name} ${key}`)
      .sort()
      .join();
  return keys(one) === keys(two);
}

function cause(stage: Stage, kind: DiffCause['kind'], what: string, [before, after]: readonly unknown[]): DiffCause {
  const said = (value: unknown): string => {
    if (value == null) return NONE;
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
  return { stage, kind, what, before: said(before), after: said(after) };
}
