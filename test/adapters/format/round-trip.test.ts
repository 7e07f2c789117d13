import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTables } from '../../../adapters/corpus/completions.ts';
import { exportCorpus } from '../../../adapters/format/export.ts';
import { importStoryRow } from '../../../adapters/format/import/story-row.ts';
import { keyOfBytes } from '../../../adapters/store/hash.ts';
import type { Store } from '../../../adapters/store/store.ts';
import { readSubtitleBytes } from '../../../adapters/text/subtitle-bytes.ts';
import { voicedCues } from '../../../core/align/voices.ts';
import type { TableName } from '../../../core/schema/completion.ts';
import { plainText } from '../../../core/subtitle/markup.ts';
import { frameTexts } from '../../../core/story/frame-texts.ts';
import { type MadeFilm, makeCorpus } from '../../support/corpus.ts';
import { fileNames, jsonLines } from '../../support/file-tree.ts';
import { makeHostileCorpus } from '../../support/hostile-corpus.ts';

interface Corpus {
  name: string;
  store: Store;
  films: MadeFilm[];
}

let folder: string;
let corpora: Corpus[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-back-'));
  corpora = [
    { name: 'plain', ...(await makeCorpus(join(folder, 'plain'), 3, ['train', 'test', 'validation'])) },
    { name: 'hostile', ...(await makeHostileCorpus(join(folder, 'hostile'))) },
  ];
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function rowsOf<Name extends TableName>({ store, films }: Corpus, name: Name) {
  type Row = ReturnType<ReturnType<typeof openTables>[Name]> extends AsyncGenerator<infer R> ? R : never;
  const rows: Row[] = [];
  for (const { record } of films) for await (const row of openTables(store, record)[name]()) rows.push(row as Row);
  return rows;
}

const storiesOf = ({ films }: Corpus) => films.flatMap((film) => film.stories);
const keyOf = (path: string) => `sha256-${/([0-9a-f]{64})\.jpg$/.exec(path)![1]}`;

async function documents<T>(out: string, ending: RegExp): Promise<T[]> {
  const paths = (await fileNames(out, [''])).filter((path) => ending.test(path));
  const lists: T[] = [];
  for (const path of paths) {
    if (path.endsWith('.jsonl')) lists.push(...(await jsonLines<T>(join(out, path))));
    else if (path.endsWith('.parquet')) {
      lists.push(
        ...((await parquetReadObjects({ file: await asyncBufferFromFile(join(out, path)), utf8: false })) as T[]),
      );
    } else lists.push(JSON.parse(await readFile(join(out, path), 'utf8')) as T);
  }
  return lists;
}

/** A conversation's answer, its pictures and its id, as the story that it was. */
async function told(id: string, answer: string, images: string[]): Promise<object> {
  const { story, issues } = await importStoryRow({ id, output: answer }, { row: 1, split: null });
  expect(issues).toEqual([]);
  return { id, chainOfThought: story!.chainOfThought, story: story!.story, images: images.map(keyOf) };
}

const tellable = (corpus: Corpus): object[] =>
  storiesOf(corpus).map(({ id, chainOfThought, story, frames }) => {
    return { id, chainOfThought, story, images: frames.map(({ image }) => image) };
  });

interface Turn {
  from: string;
  value: string;
}
interface Sample {
  json: { mask: { value: number; label: string; logit: number; box: number[]; entity: string | null }[] };
  key: string;
}

/** What the mask list of a sample says of the instances of its keyframe; their order is that of the areas. */
const masked = ({ key, json }: Sample): object[] =>
  json.mask.slice(1).map(({ label, logit, box, entity }) => ({ key, label, score: logit, box, entity }));

async function tarSamples(out: string): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const path of (await fileNames(out, ['data'])).filter((name) => name.endsWith('.tar'))) {
    const tar = extract();
    tar.end(await readFile(join(out, path)));
    for await (const entry of tar) {
      const parts: Uint8Array[] = [];
      for await (const part of entry as AsyncIterable<Uint8Array>) parts.push(part);
      if (!entry.header.name.endsWith('.json')) continue;
      samples.push({
        key: entry.header.name.slice(0, -5),
        json: JSON.parse(Buffer.concat(parts).toString()) as Sample['json'],
      });
    }
  }
  return samples;
}

async function pictured(corpus: Corpus): Promise<({ key: string } & object)[]> {
  const frames = await rowsOf(corpus, 'keyframes');
  const instances = await rowsOf(corpus, 'instances');
  return instances.flatMap(({ film, keyframe, label, score, box, entity }) => {
    const frame = frames.find((own) => own.film === film && own.index === keyframe)!;
    if (frame.kind !== 'picture' || frame.duplicateOf !== null) return [];
    return [{ key: frame.key.replaceAll('.', '%2E'), label, score, box, entity }];
  });
}

interface MovienetDocument {
  cast: {
    id: string;
    shot_idx: number;
    img_idx: number;
    resolution: [number, number];
    body: { bbox: number[] };
    pid: string;
    name: string | null;
    score: number;
  }[];
  story: {
    id: string;
    shot: [number, number];
    description: string;
    subtitle: { duration: [number, number]; sentences: [string]; speaker: string | null }[];
  }[];
}

/** Shots with the frames of their keyframes, boxes of characters on their pictures, and stories, as MovieNet has them. */
async function movienetRows(corpus: Corpus): Promise<object[]> {
  const [keyframes, entities] = [await rowsOf(corpus, 'keyframes'), await rowsOf(corpus, 'entities')];
  const shots = (await rowsOf(corpus, 'shots')).map(({ film, index, startFrame, endFrame }) => {
    const own = keyframes.filter((frame) => frame.film === film && frame.shot === index);
    const frames = own.map(({ frame }) => frame).sort((a, b) => a - b);
    return { what: 'shot', film, index, startFrame, endFrame, frames };
  });
  const cast = (await rowsOf(corpus, 'instances')).flatMap((instance) => {
    const { film, keyframe, index, width, height, box, entity, score } = instance;
    const own = entities.find((one) => one.film === film && one.id === entity);
    if (own?.kind !== 'character') return [];
    const { image } = keyframes.find((one) => one.film === film && one.index === keyframe)!;
    return [{ what: 'cast', film, keyframe, index, image, width, height, box, entity, name: own.name, score }];
  });
  const stories = storiesOf(corpus).map((story) => {
    const own = story.frames.map(({ shot }) => shot);
    const said = story.dialogue.map(({ text, startMs, endMs, speaker }) => ({ startMs, endMs, text, speaker }));
    const description = frameTexts(story)
      .filter((text) => text !== '')
      .join(' ');
    return {
      what: 'story',
      film: story.film,
      id: story.id,
      shots: [Math.min(...own), Math.max(...own)],
      description,
      said,
    };
  });
  return [...shots, ...cast, ...stories];
}

/** How each format is read back, and what it should give; both as plain values. */
const BACK: Record<string, (out: string, corpus: Corpus) => Promise<{ read: unknown[]; wanted: unknown[] }>> = {
  'trl-sft': async (out, corpus) => {
    interface Row {
      story_id: string;
      messages: { content: { text: string }[] }[];
      images: { path: string }[];
    }
    const rows = await documents<Row>(out, /\.parquet$/);
    const read = rows.map((row) =>
      told(
        row.story_id,
        row.messages[2]!.content[0]!.text,
        row.images.map(({ path }) => path),
      ),
    );
    return { read: await Promise.all(read), wanted: tellable(corpus) };
  },
  llava: async (out, corpus) => {
    const lists = await documents<{ id: string; image: string[]; conversations: Turn[] }[]>(out, /stories_\w+\.json$/);
    const read = lists.flat().map((row) => told(row.id, row.conversations[1]!.value, row.image));
    return { read: await Promise.all(read), wanted: tellable(corpus) };
  },
  sharegpt: async (out, corpus) => {
    const rows = await documents<{ id: string; images: string[]; conversations: Turn[] }>(out, /stories_\w+\.jsonl$/);
    const read = rows.map((row) => told(row.id, row.conversations[1]!.value, row.images));
    return { read: await Promise.all(read), wanted: tellable(corpus) };
  },
  'qwen-vl': async (out, corpus) => {
    type Row = { id: string; image: string[]; conversations: Turn[] };
    const stories = await documents<Row>(out, /stories_\w+\.jsonl$/);
    const grounding = await documents<Row>(out, /grounding_\w+\.jsonl$/);
    const boxes = grounding.flatMap((row) =>
      (JSON.parse(row.conversations[1]!.value) as { bbox_2d: number[]; label: string }[]).map((one) => ({
        image: keyOf(row.image[0]!),
        ...one,
      })),
    );
    const seen = storiesOf(corpus).flatMap(({ instances, frames }) =>
      frames.flatMap(({ image }, frame) =>
        instances
          .filter((instance) => instance.frame === frame)
          // `<image>` in a label is written as a reference, as everywhere in answers.
          .map(({ box, label }) => ({
            image,
            bbox_2d: box.map(Math.round),
            label: label.replace(/<(image|video|audio)>/g, '&lt;$1&gt;'),
          })),
      ),
    );
    const read = await Promise.all(stories.map((row) => told(row.id, row.conversations[1]!.value, row.image)));
    return { read: [...read, ...sorted(boxes)], wanted: [...tellable(corpus), ...sorted(seen)] };
  },
  storystream: async (out, corpus) => {
    const rows = await documents<{ id: string; images: string[]; captions: string[] }>(out, /stories_\w+\.jsonl$/);
    return {
      read: rows.map(({ id, images, captions }) => ({ id, images: images.map(keyOf), captions })),
      wanted: storiesOf(corpus).map((story) => {
        return { id: story.id, images: story.frames.map(({ image }) => image), captions: frameTexts(story) };
      }),
    };
  },
  vist: async (out, corpus) => {
    interface Note {
      story_id: string;
      album_id: string;
      photo_flickr_id: string;
      original_text: string;
    }
    const lists = await documents<{ annotations: [Note][] }>(out, /story-in-sequence\.json$/);
    return {
      read: lists.flatMap(({ annotations }) =>
        annotations.map(([{ story_id, album_id, photo_flickr_id, original_text }]) => {
          return { id: story_id, film: album_id, frame: Number(photo_flickr_id.split('/')[1]), text: original_text };
        }),
      ),
      wanted: storiesOf(corpus).flatMap((story) =>
        frameTexts(story).map((text, at) => ({ id: story.id, film: story.film, frame: story.frames[at]!.index, text })),
      ),
    };
  },
  coco: async (out, corpus) => {
    interface Document {
      images: { id: number; film: string; key: string; file_name: string; width: number; height: number }[];
      annotations: { image_id: number; category_id: number; bbox: number[]; score: number; entity: string | null }[];
      categories: { id: number; name: string }[];
    }
    const read = (await documents<Document>(out, /instances_\w+\.json$/)).flatMap((document) =>
      document.annotations.map(({ image_id, category_id, bbox, score, entity }) => {
        const image = document.images.find(({ id }) => id === image_id)!;
        const [left, top, width, height] = bbox as [number, number, number, number];
        const label = document.categories.find(({ id }) => id === category_id)!.name;
        const box = [left, top, left + width, top + height].map((edge) => Number(edge.toFixed(6)));
        return { film: image.film, key: image.key, image: keyOf(image.file_name), label, score, entity, box };
      }),
    );
    const frames = await rowsOf(corpus, 'keyframes');
    const wanted = (await rowsOf(corpus, 'instances')).map(({ film, keyframe, label, score, entity, box }) => {
      const { key, image } = frames.find((own) => own.film === film && own.index === keyframe)!;
      return { film, key, image, label, score, entity, box };
    });
    return { read, wanted };
  },
  openstory: async (out, corpus) => {
    return { read: (await tarSamples(out)).flatMap(masked), wanted: await pictured(corpus) };
  },
  'openstory-images': async (out, corpus) => {
    const wanted = await pictured(corpus);
    const perKey = (key: string) => wanted.filter((one) => one.key === key).length;
    return {
      read: (await tarSamples(out)).flatMap(masked),
      wanted: wanted.filter(({ key }) => perKey(key) <= 8),
    };
  },
  'openstory-hf': async (out, corpus) => {
    const rows = await documents<{ __key__: string; json: string }>(out, /unique_v2.*\.parquet$/);
    const read = rows.flatMap((row) => masked({ key: row.__key__, json: JSON.parse(row.json) as Sample['json'] }));
    return { read, wanted: await pictured(corpus) };
  },
  movienet: async (out, corpus) => {
    const read: object[] = [];
    for (const path of (await fileNames(out, ['annotation'])).filter((name) => name.endsWith('.json'))) {
      const film = path.split('/').at(-1)!.slice(0, -'.json'.length);
      const { cast, story } = JSON.parse(await readFile(join(out, path), 'utf8')) as MovienetDocument;
      const shots = (await readFile(join(out, path.replace('annotation', 'shot').replace(/json$/, 'txt')), 'utf8'))
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(' ').map(Number) as [number, number, ...number[]]);
      for (const [index, [first, last, ...frames]] of shots.entries()) {
        read.push({ what: 'shot', film, index, startFrame: first, endFrame: last + 1, frames });
      }
      for (const { id, resolution, body, pid, name, score, shot_idx, img_idx } of cast) {
        const [keyframe, index] = id.split('_').map(Number) as [number, number];
        const place = `shot_${String(shot_idx).padStart(4, '0')}_img_${img_idx}.jpg`;
        const image = keyOfBytes(await readFile(join(out, 'shot_keyf', film, place)));
        const [width, height] = resolution;
        read.push({
          what: 'cast',
          film,
          keyframe,
          index,
          image,
          width,
          height,
          box: body.bbox,
          entity: pid,
          name,
          score,
        });
      }
      for (const { id, shot, description, subtitle } of story) {
        const said = subtitle.map(({ duration: [from, to], sentences: [text], speaker }) => {
          return { startMs: Math.round(from * 1000), endMs: Math.round(to * 1000), text, speaker };
        });
        read.push({ what: 'story', film, id, shots: shot, description, said });
      }
    }
    return { read, wanted: await movienetRows(corpus) };
  },
  otio: async (out, corpus) => {
    interface Timeline {
      tracks: { children: { children: { OTIO_SCHEMA: string; metadata: { storyloom: object } }[] }[] };
    }
    const timelines = await documents<Timeline>(out, /\.otio$/);
    const clips = timelines.flatMap(({ tracks }) => tracks.children.flatMap(({ children }) => children));
    return {
      read: clips.filter((clip) => clip.OTIO_SCHEMA === 'Clip.1').map(({ metadata }) => metadata.storyloom),
      wanted: await rowsOf(corpus, 'shots'),
    };
  },
  edl: async (out, corpus) => {
    const read: object[] = [];
    for (const path of (await fileNames(out, ['films'])).filter((name) => name.endsWith('.edl'))) {
      const text = await readFile(join(out, path), 'utf8');
      const film = /TITLE: (.*)/.exec(text)![1]!;
      for (const [, from, to] of text.matchAll(/^\d{3}.* C\s+(\S+) (\S+) \S+ \S+$/gm)) {
        read.push({ film, startFrame: framesOf(from!), endFrame: framesOf(to!) });
      }
    }
    const wanted = (await rowsOf(corpus, 'shots')).map(({ film, startFrame, endFrame }) => ({
      film,
      startFrame,
      endFrame,
    }));
    return { read, wanted };
  },
};

/** A timecode of 24 frames a second. */
function framesOf(timecode: string): number {
  const [hours, minutes, seconds, frames] = timecode.split(':').map(Number) as [number, number, number, number];
  return ((hours * 60 + minutes) * 60 + seconds) * 24 + frames;
}

function sorted(rows: readonly unknown[]): unknown[] {
  return rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

describe.each(Object.keys(BACK))('%s', (format) => {
  it('read back gives the rows that it can express', async () => {
    for (const corpus of corpora) {
      const out = join(folder, `${format}-${corpus.name}`);
      await exportCorpus(corpus.store, { format, out, seed: 2, imageRules: { minSide: 36 } });
      const { read, wanted } = await BACK[format]!(out, corpus);
      expect(wanted.length).toBeGreaterThan(0);
      expect(sorted(read.map(ordered))).toEqual(sorted(wanted.map(ordered)));
    }
  });
});

/** Fields in order of their names, so that rows can be sorted by what they say. */
function ordered(row: unknown): object {
  return Object.fromEntries(Object.entries(row as object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

it('webvtt read back gives times, words and speakers, what reads as a tag left out as in all subtitles', async () => {
  const corpus = corpora[0]!;
  const out = join(folder, 'webvtt');
  await exportCorpus(corpus.store, { format: 'webvtt', out });
  for (const { record } of corpus.films) {
    const rows = { films: [{ record, stories: [] }], store: corpus.store, name: '' };
    const wanted = voicedCues(await rowsOf(rows, 'cues'), await rowsOf(rows, 'lines'));
    const bytes = await readFile(join(out, 'films', '000', `${record.film.id}.vtt`));
    // A film without subtitles has no cues, and a file without cues is none for a reader.
    if (wanted.length === 0) expect(bytes.toString('utf8').trim()).toBe('WEBVTT');
    const { cues } = wanted.length === 0 ? { cues: [] } : readSubtitleBytes(bytes);
    const said = (cue: { startMs: number; endMs: number; parts: object[] }) => [cue.startMs, cue.endMs, cue.parts];
    const clean = wanted.map((cue) => ({
      ...cue,
      parts: cue.parts.map((part) => ({ ...part, text: plainText(part.text) })),
    }));
    expect(cues.map(said)).toEqual(clean.map(said));
  }
});
