import {
  type Preference,
  type RatedAnswer,
  realPreference,
  syntheticPreference,
} from '../../core/contrast/preference.ts';
import { tellNegative } from '../../core/contrast/synthetic.ts';
import type { Story } from '../../core/schema/story.ts';
import { conversationOf } from '../../core/story/conversation.ts';
import { type Split, SPLITS } from '../../core/story/split.ts';
import { readBlob } from '../store/tables.ts';
import { cardFeatures, type HubColumn, hubMetadata, parquetColumn } from './hub-columns.ts';
import { datasetCard, Licences } from './dataset-card.ts';
import type { ExportCall, Exporter, ExportSource } from './exporter.ts';
import { drawnNegatives } from './negative-frames.ts';
import { type Counts, countedStories } from './open-films.ts';
import { LineFile } from './line-file.ts';
import type { OutputFolder } from './output-folder.ts';
import { ParquetShards } from './parquet-shards.ts';
import { imageName } from './pictures.ts';
import { splitsDocument } from './splits-document.ts';

const MIB = 1024 * 1024;

const COLUMNS: readonly HubColumn[] = [
  { name: 'images', kind: 'images', meaning: 'the frames in order' },
  { name: 'prompt', kind: 'messages', meaning: 'system and user turn, with a mark for every picture' },
  { name: 'chosen', kind: 'messages', meaning: 'the answer of higher reward' },
  { name: 'rejected', kind: 'messages', meaning: 'the answer of lower reward' },
  { name: 'story_id', kind: 'string', meaning: 'story, or number of the synthetic sequence' },
  { name: 'kind', kind: 'string', meaning: '`real`, or `synthetic` for frames of distinct films' },
  { name: 'chosen_source', kind: 'string', meaning: '`truth` or `unlinked`' },
  { name: 'rejected_source', kind: 'string', meaning: 'how the rejected answer was made wrong' },
  { name: 'chosen_reward', kind: 'string', meaning: 'JSON: raw terms and the total of equal weights' },
  { name: 'rejected_reward', kind: 'string', meaning: 'JSON: the same of the rejected answer' },
  { name: 'frames', kind: 'string', meaning: 'JSON: film, keyframe, time and picture of each frame' },
];

const ABOUT = `Pairs of answers for preference training with TRL, in the manner of Storyteller2. A real pair has the corpus' own
answer and the same made wrong in one known way: ids swapped, split or merged from some frame on, boxes moved, a frame lost. A
synthetic pair has frames of distinct films, at least one with a person, as many as a real story has; the chosen answer links
nothing across frames, the rejected one does. No answer was sampled from a model. Rewards are computed from the boxes and ids
of the corpus: \`grounding·F1 + links·(correct − wrong)/(true + wrong)\` for real frames, \`−shared·(ids in several frames)/ids\`
for synthetic ones, and below both for an answer out of structure; the raw terms stand beside the total, so that any weighting
can be replayed. Synthetic sequences take frames of training films only. \`rejects.jsonl\` names what has no pair, and why.`;

/** What is written of one pair. */
interface PairRow {
  id: string;
  kind: 'real' | 'synthetic';
  split: Split;
  frames: { film: string; keyframe: number; timeMs: number; image: string }[];
  preference: Preference;
}

/** Preference training with TRL: `prompt`, `chosen`, `rejected` and `images`, with rewards from the truth of the corpus. */
export const trlDpoExporter: Exporter = {
  name: 'trl-dpo',
  summary: 'TRL preference training: Parquet with `prompt`, `chosen`, `rejected` and `images`, real and synthetic',
  write: async (source, folder, call) => {
    const licences = new Licences();
    for await (const { record } of source.films()) licences.add(record.film);
    const counts: Counts & { stories: number } = { films: 0, stories: 0, real: 0, synthetic: 0, rejected: 0 };
    const pairs = await PairFiles.create(source, folder);
    try {
      for await (const { story, split } of countedStories(source, call, counts)) {
        const preference = realPreference(story, source.seed);
        if (preference === null) await pairs.reject(story.id, { reason: 'no-wrong-answer' });
        else await pairs.add({ id: story.id, kind: 'real', split, frames: framesOf(story), preference });
      }
      await addSynthetic(source, pairs, call);
      Object.assign(counts, await pairs.close());
    } finally {
      await pairs.end();
    }
    await folder.writeText('splits.json', splitsDocument(source));
    await folder.writeText('README.md', cardOf(licences, pairs.splits()));
    return counts;
  },
};

async function addSynthetic(source: ExportSource, pairs: PairFiles, call: ExportCall): Promise<void> {
  for await (const { id, frames, missed } of drawnNegatives(source, call)) {
    if (missed !== null) {
      await pairs.reject(id, missed);
      continue;
    }
    const told = tellNegative(id, frames);
    const preference = told === null ? null : syntheticPreference(told);
    if (preference === null) {
      await pairs.reject(id, { reason: told === null ? 'not-told' : 'nothing-to-link' });
      continue;
    }
    const places = frames.map(({ keyframe: { film, index, timeMs, image } }) => ({
      film,
      keyframe: index,
      timeMs,
      image,
    }));
    await pairs.add({ id, kind: 'synthetic', split: 'train', frames: places, preference });
  }
}

function framesOf({ film, frames }: Story): PairRow['frames'] {
  return frames.map(({ index, timeMs, image }) => ({ film, keyframe: index, timeMs, image }));
}

/** Pairs by split, and what became none. */
class PairFiles {
  readonly #source: ExportSource;
  readonly #shards: Map<Split, ParquetShards>;
  readonly #rejects: LineFile;
  readonly #counts = { real: 0, synthetic: 0, rejected: 0 };
  #isOpen = true;

  private constructor(source: ExportSource, folder: OutputFolder, rejects: LineFile) {
    const columns = COLUMNS.map(parquetColumn);
    const options = { columns, metadata: hubMetadata(COLUMNS), rowGroupBytes: 8 * MIB, shardBytes: 400 * MIB };
    this.#source = source;
    this.#shards = new Map(SPLITS.map((split) => [split, new ParquetShards(folder, split, options)]));
    this.#rejects = rejects;
  }

  static async create(source: ExportSource, folder: OutputFolder): Promise<PairFiles> {
    return new PairFiles(source, folder, await LineFile.create(await folder.pathOf('rejects.jsonl')));
  }

  async add({ id, kind, split, frames, preference: { chosen, rejected } }: PairRow): Promise<void> {
    this.#counts[kind]++;
    const images = [];
    for (const { image } of frames) {
      images.push({ bytes: await readBlob(this.#source.store, image), path: imageName(image) });
    }
    const { system, prompt } = conversationOf(chosen);
    const said = (text: string) => ({ type: 'text', text });
    const row = {
      images,
      prompt: [
        { role: 'system', content: [said(system)] },
        { role: 'user', content: [...images.map(() => ({ type: 'image', text: null })), said(prompt)] },
      ],
      chosen: [{ role: 'assistant', content: [said(conversationOf(chosen).answer)] }],
      rejected: [{ role: 'assistant', content: [said(conversationOf(rejected).answer)] }],
      story_id: id,
      kind,
      chosen_source: chosen.source,
      rejected_source: rejected.source,
      chosen_reward: rewardOf(chosen),
      rejected_reward: rewardOf(rejected),
      frames: JSON.stringify(frames),
    };
    const words = chosen.chainOfThought.length + rejected.chainOfThought.length;
    await this.#shards.get(split)!.add(
      row,
      images.reduce((sum, { bytes }) => sum + bytes.length, 8192 + words),
    );
  }

  async reject(what: string, why: { reason: string; length?: number }): Promise<void> {
    this.#counts.rejected++;
    await this.#rejects.write(JSON.stringify({ stage: 'trl-dpo', what, ...why }));
  }

  async close(): Promise<Record<string, number>> {
    for (const shards of this.#shards.values()) await shards.close();
    await this.end();
    return this.#counts;
  }

  /** Lets go of what is open. */
  async end(): Promise<void> {
    if (this.#isOpen) await this.#rejects.close();
    this.#isOpen = false;
  }

  splits(): Split[] {
    return SPLITS.filter((split) => this.#shards.get(split)!.rows > 0);
  }
}

function rewardOf({ terms, reward }: RatedAnswer): string {
  return JSON.stringify({ ...terms, total: reward });
}

function cardOf(licences: Licences, splits: readonly Split[]): string {
  const files = splits.map((split) => `  - split: ${split}\n    path: data/${split}-*`).join('\n');
  const configs = splits.length === 0 ? '' : `configs:\n- config_name: default\n  data_files:\n${files}\n`;
  const head = `${configs}dataset_info:\n  features:\n${cardFeatures(COLUMNS)}\ntask_categories:\n- image-to-text`;
  const rows = COLUMNS.map(({ name, kind, meaning }) => `| \`${name}\` | ${kind} | ${meaning} |`).join('\n');
  const body = `${ABOUT}\n\n| column | type | meaning |\n|---|---|---|\n${rows}`;
  return datasetCard({ head, title: 'Preferences about stories from films', body, licences });
}
