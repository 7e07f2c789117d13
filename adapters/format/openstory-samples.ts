import { decodeRuns, maskArea } from '../../core/annotate/rle.ts';
import type { Instance } from '../../core/schema/media.ts';
import { frameTexts } from '../../core/story/frame-texts.ts';
import type { Split } from '../../core/story/split.ts';
import type { OpenTables } from '../corpus/completions.ts';
import { clockName } from '../media/keyframe-name.ts';
import type { OpenFilm } from './exporter.ts';
import { MaskDrawing } from './mask-drawing.ts';
import type { StoredFile } from './tar-series.ts';

/** A keyframe as Openstory++ has it. */
export interface OpenstorySample {
  key: string;
  split: Split;
  videoId: string;
  /** `H-M-S-ms`. */
  timeStamp: string;
  /** Content key of the picture. */
  image: string;
  size: { width: number; height: number };
  /** Values of the instances; null where no instance of the frame has a mask. */
  png: Uint8Array | null;
  json: { caption: string; mask: { value: number; label: string }[] } & Record<string, unknown>;
}

/** The files of a sample in a WebDataset tar, by ending. */
export function sampleFiles<Picture extends Uint8Array | StoredFile>(
  { png, json, videoId, timeStamp }: OpenstorySample,
  jpg: Picture,
): Record<string, Picture | Uint8Array> {
  const text = JSON.stringify({ ...json, video_id: videoId, time_stamp: timeStamp });
  return { jpg, json: Buffer.from(text), ...(png === null ? {} : { png }) };
}

/** Most instances that one byte a pixel can tell apart beside the background. */
const MOST_INSTANCES = 255;

/**
 * The keyframes of a film that show a picture and repeat no other, each with its instances, largest first as published, so
 * that small ones are painted over large ones. Memory holds the film's instances and the words of its stories.
 */
export async function* openstorySamples({ record, split, tables }: OpenFilm): AsyncGenerator<OpenstorySample> {
  const [words, instances, names] = await Promise.all([wordsOf(tables), instancesOf(tables), namesOf(tables)]);
  const drawing = new MaskDrawing();
  for await (const frame of tables.keyframes()) {
    if (frame.kind !== 'picture' || frame.duplicateOf !== null) continue;
    const seen = (instances.get(frame.index) ?? []).map(sized).sort((a, b) => b.area - a.area);
    const kept = seen.slice(0, MOST_INSTANCES);
    const said = words.get(frame.index);
    yield {
      key: frame.key.replaceAll('.', '%2E'),
      split,
      videoId: record.film.id,
      timeStamp: clockName(frame.timeMs),
      image: frame.image,
      size: { width: frame.width, height: frame.height },
      png: drawing.draw(
        frame,
        kept.map(({ runs }) => runs),
      ),
      json: {
        caption: said?.caption ?? '',
        mask: [
          { value: 0, label: 'background' },
          ...kept.map(({ instance: { label, score, box, entity } }, index) => ({
            value: index + 1,
            label,
            logit: score,
            box,
            entity,
            name: entity === null ? null : (names.get(entity) ?? null),
          })),
        ],
        story_id: said?.story ?? null,
        shot: frame.shot,
        width: frame.width,
        height: frame.height,
      },
    };
  }
}

interface Sized {
  instance: Instance;
  /** Runs of a segmenter's mask; null where there is only the box. */
  runs: number[] | null;
  area: number;
}

function sized(instance: Instance): Sized {
  const { mask, maskSource, box } = instance;
  if (mask === null || maskSource === 'box') {
    return { instance, runs: null, area: (box[2] - box[0]) * (box[3] - box[1]) };
  }
  const runs = decodeRuns(mask.counts);
  return { instance, runs, area: maskArea(runs) };
}

/** Instances by keyframe. */
async function instancesOf(tables: OpenTables): Promise<Map<number, Instance[]>> {
  const instances = new Map<number, Instance[]>();
  for await (const instance of tables.instances()) {
    const known = instances.get(instance.keyframe);
    if (known === undefined) instances.set(instance.keyframe, [instance]);
    else known.push(instance);
  }
  return instances;
}

/** Names by entity. */
async function namesOf(tables: OpenTables): Promise<Map<string, string | null>> {
  const names = new Map<string, string | null>();
  for await (const { id, name } of tables.entities()) names.set(id, name);
  return names;
}

/** What the stories of a film say of its keyframes. */
async function wordsOf(tables: OpenTables): Promise<Map<number, { story: string; caption: string }>> {
  const words = new Map<number, { story: string; caption: string }>();
  for await (const story of tables.stories()) {
    const texts = frameTexts(story);
    story.frames.forEach(({ index }, frame) => words.set(index, { story: story.id, caption: texts[frame]! }));
  }
  return words;
}
