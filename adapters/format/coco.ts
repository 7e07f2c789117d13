import { decodeRuns, maskArea } from '../../core/annotate/rle.ts';
import type { Instance } from '../../core/schema/media.ts';
import { type Split, SPLITS } from '../../core/story/split.ts';
import { datasetCard, licenceOf, Licences } from './dataset-card.ts';
import type { ExportCall, Exporter, ExportSource } from './exporter.ts';
import { type Counts, countedFilms, openFilms } from './open-films.ts';
import type { OutputFolder } from './output-folder.ts';
import { imagePath, writeImage } from './pictures.ts';
import { writeJsonObject } from './record-file.ts';
import { splitsDocument } from './splits-document.ts';

const ABOUT = `Every keyframe and every instance seen in it, in the form of COCO: \`annotations/instances_<split>.json\`, one file a
split with the same categories in all. Paths of pictures are relative to this folder. A mask of a segmenter is written as
compressed runs; an instance without one has an empty \`segmentation\` and the area of its box. Beside the fields of COCO an
image has \`film\`, \`key\`, \`shot\`, \`time_ms\`, an annotation \`score\`, \`entity\` and \`name\`.`;

/** Instances for detectors and their measures: keyframes, boxes and masks as COCO has them. */
export const cocoExporter: Exporter = {
  name: 'coco',
  summary: 'COCO instances: keyframes with boxes and masks, one file a split',
  write: async (source, folder, call) => {
    const counts: Counts = { films: 0, keyframes: 0, instances: 0, images: 0 };
    const licences = new Licences();
    const found = await survey(source, folder, { call, counts, licences });
    for (const split of SPLITS) {
      if (![...source.splits.values()].includes(split)) continue;
      await writeJsonObject(await folder.pathOf(`annotations/instances_${split}.json`), {
        info: { description: 'Keyframes of films with what was seen in them', version: '1' },
        licenses: found.licences.map((name, id) => ({ id: id + 1, name, url: '' })),
        images: imagesOf(source, split, found, call),
        annotations: annotationsOf(source, split, found, call),
        categories: found.labels.map((name, id) => ({ id: id + 1, name, supercategory: '' })),
      });
    }
    await folder.writeText('splits.json', splitsDocument(source));
    const title = 'Instances in keyframes of films';
    await folder.writeText(
      'README.md',
      datasetCard({ head: 'task_categories:\n- object-detection', title, body: ABOUT, licences }),
    );
    return { ...counts, categories: found.labels.length };
  },
};

/** What the numbers in the files go by. */
interface Found {
  /** First image id of each film; a keyframe's is that plus its index. */
  firstImage: Map<string, number>;
  /** First annotation id of each film. */
  firstAnnotation: Map<string, number>;
  /** Sorted; an id is the place plus one. */
  labels: string[];
  licences: string[];
}

/** Reads the corpus once for its numbers, and writes the pictures. */
async function survey(
  source: ExportSource,
  folder: OutputFolder,
  { call, counts, licences }: { call: ExportCall; counts: Counts; licences: Licences },
): Promise<Found> {
  const labels = new Set<string>();
  const names = new Set<string>();
  const found = { firstImage: new Map<string, number>(), firstAnnotation: new Map<string, number>() };
  let nextImage = 1;
  for await (const { record, tables } of countedFilms(source, call, counts)) {
    licences.add(record.film);
    names.add(licenceOf(record.film));
    found.firstImage.set(record.film.id, nextImage);
    found.firstAnnotation.set(record.film.id, counts['instances']! + 1);
    for await (const { index, image } of tables.keyframes()) {
      nextImage = Math.max(nextImage, found.firstImage.get(record.film.id)! + index + 1);
      counts['keyframes']!++;
      counts['images']! += await writeImage(source, folder, image);
    }
    for await (const { label } of tables.instances()) {
      labels.add(label);
      counts['instances']!++;
    }
  }
  return { ...found, labels: [...labels].sort(), licences: [...names].sort() };
}

async function* imagesOf(source: ExportSource, split: Split, found: Found, call: ExportCall): AsyncGenerator<object> {
  for await (const { record, tables } of openFilms(source, call, split)) {
    const license = found.licences.indexOf(licenceOf(record.film)) + 1;
    const first = found.firstImage.get(record.film.id)!;
    for await (const { index, image, width, height, key, shot, timeMs } of tables.keyframes()) {
      const place = { film: record.film.id, key, shot, time_ms: timeMs };
      yield { id: first + index, file_name: imagePath(image), width, height, license, ...place };
    }
  }
}

async function* annotationsOf(
  source: ExportSource,
  split: Split,
  found: Found,
  call: ExportCall,
): AsyncGenerator<object> {
  const categories = new Map(found.labels.map((label, index) => [label, index + 1]));
  for await (const { record, tables } of openFilms(source, call, split)) {
    const names = new Map<string, string | null>();
    for await (const { id, name } of tables.entities()) names.set(id, name);
    let id = found.firstAnnotation.get(record.film.id)!;
    for await (const instance of tables.instances()) {
      const { keyframe, label, box, score, entity } = instance;
      const [left, top, right, bottom] = box;
      yield {
        id: id++,
        image_id: found.firstImage.get(record.film.id)! + keyframe,
        category_id: categories.get(label)!,
        bbox: [left, top, right - left, bottom - top],
        ...shapeOf(instance),
        iscrowd: 0,
        score,
        entity,
        name: entity === null ? null : (names.get(entity) ?? null),
      };
    }
  }
}

/** A mask that is just the box says nothing new and is left out. */
function shapeOf({ mask, maskSource, box: [left, top, right, bottom] }: Instance): {
  segmentation: object;
  area: number;
} {
  if (mask === null || maskSource === 'box') return { segmentation: [], area: (right - left) * (bottom - top) };
  return { segmentation: mask, area: maskArea(decodeRuns(mask.counts)) };
}
