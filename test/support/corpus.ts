import sharp from 'sharp';
import { digestPictures } from '../../adapters/corpus/picture-digest.ts';
import { openFolderStore } from '../../adapters/store/folder.ts';
import type { Store } from '../../adapters/store/store.ts';
import { putJson, putTable } from '../../adapters/store/tables.ts';
import { completion, type Completion, type TableName } from '../../core/schema/completion.ts';
import type { Keyframe } from '../../core/schema/media.ts';
import type { Track } from '../../core/schema/track.ts';
import type { Story } from '../../core/schema/story.ts';
import { SCHEMA_VERSION } from '../../core/schema/version.ts';
import { type AssembleInput, assembleStories } from '../../core/story/assemble.ts';
import { cueRow, elementRows, entityRow, filmRows, instanceRow, lineRows } from './story-rows.ts';

/** A film of the made-up corpus as it was written. */
export interface MadeFilm {
  record: Completion;
  stories: Story[];
}

/**
 * Writes a corpus of made-up films into a folder store: real JPEGs, real stories, completion records as `commit` writes
 * them. Film 0 has a screenplay, film 1 only subtitles, film 2 neither; further films repeat this.
 */
export async function makeCorpus(
  folder: string,
  films: number,
  splits: readonly (Story['split'] | undefined)[] = [],
): Promise<{ store: Store; films: MadeFilm[] }> {
  const store = await openFolderStore(folder);
  const made: MadeFilm[] = [];
  for (let film = 0; film < films; film++) {
    made.push(await writeFilm(store, await drawFilm(store, film), splits[film] ?? null));
  }
  return { store, films: made };
}

/** Rows of one made-up film; its pictures are put into the store. */
export async function drawFilm(store: Store, film: number, id = `film-${film}`): Promise<AssembleInput> {
  const rows = filmRows(id, Array<number>(9 + (film % 3)).fill(1));
  const keyframes: Keyframe[] = [];
  for (const frame of rows.keyframes) {
    keyframes.push({ ...frame, image: (await store.putBlob(await picture(film, frame))).key });
  }
  keyframes.push({ ...keyframes.at(-1)!, index: keyframes.length, duplicateOf: keyframes.length - 1 });
  const isScripted = film % 3 === 0;
  const elements = isScripted ? screenplay(id) : [];
  return {
    ...rows,
    keyframes,
    elements,
    lines: lineRows(id, elements, [5000, 21_000]),
    cues: film % 3 === 2 ? [] : [5000, 21_000, 30_000].map((startMs, i) => cueRow(id, i, { startMs, text: TEXTS[i]! })),
    entities: [entityRow(id, 'char1', { name: 'ANNA' }), entityRow(id, 'obj1', { kind: 'object', label: 'cup' })],
    instances: [0, 1, 4].flatMap((keyframe) => [
      instanceRow(id, keyframe, { entity: 'char1', mask: MASK, maskSource: 'segmenter' }),
      instanceRow(id, keyframe, { entity: 'obj1', index: 1, label: 'cup', box: [40, 20, 50, 30] }),
    ]),
  };
}

/** The left upper quarter of a frame, 32 of 64 by 18 of 36 pixels, as COCO compresses it. */
const MASK = {
  size: [36, 64] as [number, number],
  counts: '0b0b00000000000000000000000000000000000000000000000000000000000000PT1',
};

const TEXTS = ['Wer ist da? – „Ich“ & <b>er</b>.', 'Nobody | no one.', 'Привет, 世界 🎬'] as const;

function screenplay(id: string) {
  return elementRows(id, [
    ['scene_heading', 'INT. KITCHEN - NIGHT'],
    ['action', 'Anna opens the door.'],
    ['dialogue', TEXTS[0], 'ANNA'],
    ['action', 'Rain.'],
    ['dialogue', TEXTS[1], 'BERT'],
  ]);
}

/** A picture of its own for every frame, so that a shuffled export is noticed. */
async function picture(film: number, frame: Keyframe): Promise<Uint8Array> {
  const background = { r: (film * 60) % 256, g: (frame.index * 20) % 256, b: 128 };
  const { width, height } = frame;
  return sharp({ create: { width, height, channels: 3, background } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** Every instance followed through its shot, four times over it. */
function trackRows({ film, shots, keyframes, instances }: AssembleInput): Track[] {
  const shotOf = new Map(keyframes.map(({ index, shot }) => [index, shots[shot]!]));
  return instances.map(({ keyframe, index, label, entity, box, width, height, model }, at) => {
    const { index: shot, startFrame, endFrame, startMs, endMs } = shotOf.get(keyframe)!;
    const boxes = [0, 1, 2, 3].map((step) => ({
      frame: startFrame + Math.floor((step * (endFrame - startFrame)) / 4),
      timeMs: startMs + Math.floor((step * (endMs - startMs)) / 4),
      box,
      score: 0.9,
    }));
    const evidence = [{ keyframe, index, iou: 1 }];
    return { film: film.id, id: at + 1, shot, label, entity, evidence, width, height, boxes, model };
  });
}

/** Tells the stories of a film and writes all its tables and its completion record. */
export async function writeFilm(store: Store, rows: AssembleInput, split: Story['split']): Promise<MadeFilm> {
  const { id } = rows.film;
  const film = split === null ? rows.film : { id, split };
  const { stories, rejects } = assembleStories({ ...rows, film });
  const { shots, keyframes, cues, elements, lines, instances, entities } = rows;
  const tracks = trackRows(rows);
  const whole = { shots, keyframes, cues, elements, lines, instances, entities, stories, rejects };
  const content = tracks.length === 0 ? whole : { ...whole, tracks };
  const tables: Record<string, object> = {};
  const counts: Record<string, number> = {};
  for (const [name, list] of Object.entries(content) as [TableName, readonly object[]][]) {
    tables[name] = await putTable(store, list);
    counts[name] = list.length;
  }
  const record = completion.parse({
    film: {
      id,
      title: `Film ${id}`,
      year: 1940,
      imdb: null,
      language: 'en',
      license: 'CC0-1.0',
      split,
      source: { key: `sha256-${'1'.repeat(64)}`, bytes: 1000, sha256: '1'.repeat(64) },
      media: MEDIA,
      counts,
      schemaVersion: SCHEMA_VERSION,
    },
    stages: Object.fromEntries(['shots', 'assemble'].map((stage) => [stage, { key: `${stage}-1`, status: 'done' }])),
    tables,
    expected: counts,
    pictures: await digestPictures(store, new Set(keyframes.map(({ image }) => image))),
  });
  await putJson(store, `films/${id}.json`, { value: record });
  return { record, stories };
}

const MEDIA = {
  container: 'matroska',
  codec: 'h264',
  width: 64,
  height: 36,
  rotation: 0,
  fps: { num: 24, den: 1 },
  timeBase: { num: 1, den: 1000 },
  frames: null,
  durationMs: 40_000,
  startMs: 0,
  hasAudio: false,
  subtitleTracks: [],
};
