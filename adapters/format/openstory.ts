import { SPLITS } from '../../core/story/split.ts';
import { datasetCard, Licences } from './dataset-card.ts';
import type { Exporter } from './exporter.ts';
import { type Counts, countedFilms } from './open-films.ts';
import { openstorySamples, sampleFiles } from './openstory-samples.ts';
import { withPictureFiles } from './pictures.ts';
import { splitsDocument } from './splits-document.ts';
import { TarShards } from './tar-shards.ts';

const ABOUT = `Keyframes in the form of Openstory++: WebDataset files \`data/<split>-000000.tar\`, a sample a keyframe that shows a
picture and repeats no other. \`jpg\` is the picture in its own size, not cut to a square. \`json\` has \`caption\`, what a story
says of the frame or nothing, and \`mask\`: value 0 is the background, the others are instances, largest first, with
\`label\`, \`logit\` (the score), \`box\` in pixels, and the \`entity\` and \`name\` by which the same person is known in all
frames of the film. \`png\` is there where an instance has a mask; the value of a pixel is that of its instance. A dot in the
id of a film is written \`%2E\` in keys.`;

/** Keyframes with captions, boxes and masks as Openstory++ publishes them. */
export const openstoryExporter: Exporter = {
  name: 'openstory',
  summary: 'Openstory++: WebDataset tars of keyframes with captions, boxes and palette masks',
  write: async (source, folder, call) => {
    const counts: Counts = { films: 0, samples: 0, boxes: 0, masks: 0 };
    const licences = new Licences();
    const shards = new Map(SPLITS.map((split) => [split, new TarShards(folder, split)]));
    for await (const film of countedFilms(source, call, counts)) {
      licences.add(film.record.film);
      shards.get(film.split)!.film(film.record.film.id);
      for await (const [sample, jpg] of withPictureFiles(source.store, openstorySamples(film), ({ image }) => image)) {
        const { key, split, png, json } = sample;
        await shards.get(split)!.add(key, sampleFiles(sample, jpg));
        counts['samples']!++;
        counts['boxes']! += json.mask.length - 1;
        if (png !== null) counts['masks']!++;
      }
    }
    await folder.writeText('splits.json', splitsDocument(source));
    const head = 'task_categories:\n- text-to-image';
    await folder.writeText(
      'README.md',
      datasetCard({ head, title: 'Keyframes of films with instances', body: ABOUT, licences }),
    );
    return counts;
  },
};
