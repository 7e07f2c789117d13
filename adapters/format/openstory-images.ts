import { IMAGE_SETS, type ImageSet, imageSetOf } from '../../core/story/image-sets.ts';
import { type Split, SPLITS } from '../../core/story/split.ts';
import { datasetCard, Licences } from './dataset-card.ts';
import type { Exporter } from './exporter.ts';
import { LineFile } from './line-file.ts';
import { type Counts, countedFilms } from './open-films.ts';
import { openstorySamples, sampleFiles } from './openstory-samples.ts';
import { withPictureFiles } from './pictures.ts';
import { splitsDocument } from './splits-document.ts';
import { TarShards } from './tar-shards.ts';

const ABOUT = `Single images in the form of Openstory++, out of the same keyframes and instances as the stories: WebDataset files
\`data/single-<split>-000000.tar\` with pictures of one instance, \`data/multi-<split>-000000.tar\` with pictures of several.
The files of a sample are those of the format \`openstory\`. A keyframe that shows a picture and repeats no other, but has no
instance, too many, or too few pixels, is a row of \`rejects.jsonl\`.`;

/** Single pictures by number of instances and size, as Openstory++ chooses them. */
export const openstoryImagesExporter: Exporter = {
  name: 'openstory-images',
  summary: 'Openstory++ single images: WebDataset tars of pictures with one and with several instances, by size',
  write: async (source, folder, call) => {
    const counts: Counts = { films: 0, single: 0, multi: 0, rejected: 0 };
    const licences = new Licences();
    const shards = new Map(
      IMAGE_SETS.flatMap((set) =>
        SPLITS.map((split) => [nameOf(set, split), new TarShards(folder, nameOf(set, split))]),
      ),
    );
    const rejects = await LineFile.create(await folder.pathOf('rejects.jsonl'));
    try {
      for await (const film of countedFilms(source, call, counts)) {
        licences.add(film.record.film);
        for (const set of IMAGE_SETS) shards.get(nameOf(set, film.split))!.film(film.record.film.id);
        for await (const [sample, jpg] of withPictureFiles(
          source.store,
          openstorySamples(film),
          ({ image }) => image,
        )) {
          const { key, split, json, size } = sample;
          const instances = json.mask.length - 1;
          const choice = imageSetOf({ ...size, instances }, source.imageRules);
          if ('reason' in choice) {
            counts['rejected']!++;
            await rejects.write(
              JSON.stringify({ stage: 'openstory-images', what: key, reason: choice.reason, instances, ...size }),
            );
            continue;
          }
          await shards.get(nameOf(choice.set, split))!.add(key, sampleFiles(sample, jpg));
          counts[choice.set]!++;
        }
      }
    } finally {
      await rejects.close();
    }
    await folder.writeText('splits.json', splitsDocument(source));
    const head = 'task_categories:\n- text-to-image';
    const { minSide, maxInstances } = source.imageRules;
    const rules = `Here the shorter side has ${minSide} pixels at least, and a picture ${maxInstances} instances at most.`;
    const body = `${ABOUT} ${rules}`;
    await folder.writeText('README.md', datasetCard({ head, title: 'Single images with instances', body, licences }));
    return counts;
  },
};

function nameOf(set: ImageSet, split: Split): string {
  return `${set}-${split}`;
}
