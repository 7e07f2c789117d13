import { type Split, SPLITS } from '../../core/story/split.ts';
import { datasetCard, Licences } from './dataset-card.ts';
import type { Exporter } from './exporter.ts';
import { type HubColumn, hubMetadata, parquetColumn } from './hub-columns.ts';
import { type Counts, countedFilms } from './open-films.ts';
import { type OpenstorySample, openstorySamples } from './openstory-samples.ts';
import { ParquetShards } from './parquet-shards.ts';
import { withPictures } from './pictures.ts';
import { splitsDocument } from './splits-document.ts';

const MIB = 1024 * 1024;
/** The published folders: pictures on their own, and those of stories in order. */
const SETS = ['unique_v2', 'story'] as const;
type SetName = (typeof SETS)[number];

const COLUMNS: readonly HubColumn[] = [
  { name: '__key__', kind: 'string', meaning: 'key of the keyframe, as in the tars' },
  { name: 'video_id', kind: 'string', meaning: 'film' },
  { name: 'time_stamp', kind: 'string', meaning: 'time in the film, `H-M-S-ms`' },
  { name: 'jpg', kind: 'image', meaning: 'the picture' },
  { name: 'png', kind: 'image', meaning: 'palette mask, null where no instance has one' },
  { name: 'json', kind: 'string', meaning: 'caption and instances, as in the tars' },
];

const ABOUT = `Keyframes in the Parquet layout of Openstory++ on the hub. \`unique_v2\` has every keyframe that shows a picture and
repeats no other; \`story\` has those that a story tells of, in the order of the film, \`story_id\` in \`json\` saying which. The
pictures are in the rows; the published files have addresses in their place.`;

/** The hub's layout of Openstory++: the samples of the tars as rows of Parquet, twice. */
export const openstoryHfExporter: Exporter = {
  name: 'openstory-hf',
  summary: 'Openstory++ as on the hub: Parquet of single keyframes and of those of stories, masks inside',
  write: async (source, folder, call) => {
    const counts: Counts = { films: 0, samples: 0, told: 0, boxes: 0, masks: 0 };
    const licences = new Licences();
    const columns = COLUMNS.map(parquetColumn);
    const options = { columns, metadata: hubMetadata(COLUMNS), rowGroupBytes: 16 * MIB, shardBytes: 400 * MIB };
    const files = SETS.flatMap((set) =>
      SPLITS.map((split) => ({ set, split, shards: new ParquetShards(folder, split, { ...options, folder: set }) })),
    );
    const add = async (set: SetName, sample: OpenstorySample, jpg: Uint8Array) => {
      const { shards } = files.find((file) => file.set === set && file.split === sample.split)!;
      await shards.add(rowOf(sample, shards.keep(jpg)), jpg.length + (sample.png?.length ?? 0) + 2048);
    };
    for await (const film of countedFilms(source, call, counts)) {
      licences.add(film.record.film);
      for (const { split, shards } of files) if (split === film.split) await shards.film(film.record.film.id);
      const samples = withPictures(source.store, openstorySamples(film), ({ image }) => [image]);
      for await (const [sample, pictures] of samples) {
        await add('unique_v2', sample, pictures[0]!);
        counts['samples']!++;
        counts['boxes']! += sample.json.mask.length - 1;
        if (sample.png !== null) counts['masks']!++;
        if (sample.json['story_id'] === null) continue;
        await add('story', sample, pictures[0]!);
        counts['told']!++;
      }
    }
    for (const { shards } of files) await shards.close();
    const written = files.filter(({ shards }) => shards.rows > 0);
    await folder.writeText('splits.json', splitsDocument(source));
    const head = `${configsOf(written)}task_categories:\n- text-to-image`;
    const rows = COLUMNS.map(({ name, kind, meaning }) => `| \`${name}\` | ${kind} | ${meaning} |`).join('\n');
    const body = `${ABOUT}\n\n| column | type | meaning |\n|---|---|---|\n${rows}`;
    const title = 'Keyframes of films with instances';
    await folder.writeText('README.md', datasetCard({ head, title, body, licences }));
    return counts;
  },
};

function rowOf({ key, videoId, timeStamp, png, json }: OpenstorySample, jpg: Uint8Array): Record<string, unknown> {
  return {
    __key__: key,
    video_id: videoId,
    time_stamp: timeStamp,
    jpg: { bytes: jpg, path: `${key}.jpg` },
    png: png === null ? null : { bytes: png, path: `${key}.png` },
    json: JSON.stringify(json),
  };
}

function configsOf(written: readonly { set: SetName; split: Split }[]): string {
  const configs = SETS.flatMap((set) => {
    const own = written.filter((file) => file.set === set);
    if (own.length === 0) return [];
    const files = own.map(({ split }) => `  - split: ${split}\n    path: ${set}/${split}-*`).join('\n');
    return [`- config_name: ${set}\n  data_files:\n${files}\n`];
  });
  return configs.length === 0 ? '' : `configs:\n${configs.join('')}`;
}
