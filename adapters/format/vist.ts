import { frameTexts } from '../../core/story/frame-texts.ts';
import type { Film, StoryFrame } from '../../core/schema/story.ts';
import { type Split, SPLITS } from '../../core/story/split.ts';
import { datasetCard, Licences } from './dataset-card.ts';
import type { ExportCall, Exporter, ExportSource } from './exporter.ts';
import { type Counts, countedStories, openFilms } from './open-films.ts';
import { writeImageAs } from './pictures.ts';
import { writeJsonObject } from './record-file.ts';
import { splitsDocument } from './splits-document.ts';

/** Splits as VIST calls them. */
const NAMES: Record<Split, string> = { train: 'train', validation: 'val', test: 'test' };

const ABOUT = `Stories in sequence in the form of VIST, as its readers take it: \`annotations/sis/<split>.story-in-sequence.json\` with
\`images\`, \`albums\` and \`annotations\`, pictures as \`images/<split>/<id>.jpg\`; validation is called \`val\`. An album is a film, a
storylet is a frame of a story and what the story says of it. \`original_text\` has the words, \`text\` the same in lower case
with its punctuation apart. \`datetaken\` counts from 1900 on and has the order of the film.`;

/** Visual storytelling: an album a film, a storylet a frame. */
export const vistExporter: Exporter = {
  name: 'vist',
  summary: 'VIST stories in sequence: images, albums and annotations, one file a split',
  write: async (source, folder, call) => {
    const counts: Counts & { stories: number } = { films: 0, stories: 0, images: 0, storylets: 0 };
    const licences = new Licences();
    for await (const { record } of source.films()) licences.add(record.film);
    for await (const { story, split } of countedStories(source, call, counts)) {
      counts['storylets']! += story.frames.length;
      for (const frame of story.frames) {
        const path = `images/${NAMES[split]}/${photoId(story.film, frame)}.jpg`;
        counts['images']! += await writeImageAs(path, { source, folder, key: frame.image });
      }
    }
    for (const split of SPLITS) {
      if (![...source.splits.values()].includes(split)) continue;
      await writeJsonObject(await folder.pathOf(`annotations/sis/${NAMES[split]}.story-in-sequence.json`), {
        images: imagesOf(source, split, call),
        albums: albumsOf(source, split, call),
        annotations: annotationsOf(source, split, call),
      });
    }
    await folder.writeText('splits.json', splitsDocument(source));
    const title = 'Stories in sequence from films';
    await folder.writeText(
      'README.md',
      datasetCard({ head: 'task_categories:\n- image-to-text', title, body: ABOUT, licences }),
    );
    return counts;
  },
};

/** A picture belongs to one album: its name is its film's and its keyframe's. */
function photoId(film: string, { index }: StoryFrame): string {
  return `${film}/${String(index).padStart(6, '0')}`;
}

async function* imagesOf(source: ExportSource, split: Split, call: ExportCall): AsyncGenerator<object> {
  for await (const { record, tables } of openFilms(source, call, split)) {
    const seen = new Set<number>();
    for await (const { frames } of tables.stories()) {
      for (const frame of frames) {
        if (seen.has(frame.index)) continue;
        seen.add(frame.index);
        yield {
          id: photoId(record.film.id, frame),
          album_id: record.film.id,
          datetaken: dateOf(frame.timeMs),
          title: '',
          text: '',
          tags: '',
        };
      }
    }
  }
}

async function* albumsOf(source: ExportSource, split: Split, call: ExportCall): AsyncGenerator<object> {
  for await (const { record, tables } of openFilms(source, call, split)) {
    // Readers look up the pictures of every album, so one without any is left out.
    let hasStory = false;
    for await (const { frames } of tables.stories()) hasStory ||= frames.length > 0;
    if (hasStory) yield albumOf(record.film);
  }
}

function albumOf({ id, title }: Film): object {
  return { id, title: title ?? id, description: '', vist_label: '' };
}

async function* annotationsOf(source: ExportSource, split: Split, call: ExportCall): AsyncGenerator<object> {
  for await (const { record, tables } of openFilms(source, call, split)) {
    for await (const story of tables.stories()) {
      const texts = frameTexts(story);
      for (const [order, frame] of story.frames.entries()) {
        yield [
          {
            story_id: story.id,
            storylet_id: `${story.id}_${order}`,
            album_id: record.film.id,
            photo_flickr_id: photoId(record.film.id, frame),
            worker_arranged_photo_order: order,
            original_text: texts[order]!,
            text: tokens(texts[order]!),
          },
        ];
      }
    }
  }
}

/** Lower case, punctuation apart, as the annotations of VIST are. */
function tokens(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\p{P}\p{S}]/gu, (mark, at: number, all: string) =>
      /[’']/.test(mark) && /^\p{L}/u.test(all.slice(at + 1)) ? mark : ` ${mark} `,
    )
    .replace(/\s+/g, ' ')
    .trim();
}

/** Time in the film as a date whose order is that of the film. */
function dateOf(timeMs: number): string {
  return new Date(Date.UTC(1900, 0, 1) + Math.max(0, timeMs)).toISOString().slice(0, 19).replace('T', ' ');
}
