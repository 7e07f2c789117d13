import {
  keyframeName,
  movienetAnnotation,
  type MovienetRows,
  movienetShots,
  placesOf,
} from '../../core/story/movienet.ts';
import type { Keyframe } from '../../core/schema/media.ts';
import { datasetCard, Licences } from './dataset-card.ts';
import type { Exporter, ExportSource, OpenFilm } from './exporter.ts';
import { rowsOf } from './film-files.ts';
import { type Counts, countedFilms } from './open-films.ts';
import type { OutputFolder } from './output-folder.ts';
import { writeImageAs } from './pictures.ts';
import { splitsDocument } from './splits-document.ts';

/** Films, and pictures of a film, in one folder: hubs refuse more than 10,000 files. */
const FILMS_IN_A_FOLDER = 1000;
const PICTURES_OF_A_FILM = 9000;

const ABOUT = `Annotations of films in the form of MovieNet: \`annotation/<number>/<film>.json\` with \`cast\` (boxes of persons, \`pid\`
saying who), \`scene\` (scenes of the screenplay with their place), \`story\` (shots, times, what is told, what is said) and an
empty \`cinematic_style\`; \`shot/<number>/<film>.txt\` with a line a shot: first frame, last frame, frames of its keyframes;
\`shot_keyf/<film>/shot_0000_img_0.jpg\`. Boxes are left, top, right, bottom in pixels of the keyframe. Films are called by
their id, not by IMDb's. Actions, camera and lighting were not measured and are null or empty.`;

/** MovieNet: annotations, shot lists and keyframes by shot, a film each. */
export const movienetExporter: Exporter = {
  name: 'movienet',
  summary: 'MovieNet: annotation JSON with cast, scenes and stories, shot lists, keyframes by shot',
  write: async (source, folder, call) => {
    const counts: Counts = { films: 0, shots: 0, stories: 0, cast: 0, images: 0 };
    const licences = new Licences();
    for await (const film of countedFilms(source, call, counts)) {
      const { id } = film.record.film;
      const rows = await rowsOfFilm(film);
      const document = movienetAnnotation(rows) as { cast: object[] };
      const place = String(Math.floor(counts.films / FILMS_IN_A_FOLDER)).padStart(3, '0');
      await folder.writeText(`annotation/${place}/${id}.json`, `${JSON.stringify(document, null, 2)}\n`);
      await folder.writeText(`shot/${place}/${id}.txt`, movienetShots(rows));
      counts['shots']! += rows.shots.length;
      counts['stories']! += rows.stories.length;
      counts['cast']! += document.cast.length;
      counts['images']! += await writePictures(source, folder, { id, keyframes: rows.keyframes });
      licences.add(film.record.film);
    }
    await folder.writeText('splits.json', splitsDocument(source));
    const head = 'tags:\n- film';
    await folder.writeText(
      'README.md',
      datasetCard({ head, title: 'Films annotated as in MovieNet', body: ABOUT, licences }),
    );
    return counts;
  },
};

async function rowsOfFilm({ tables }: OpenFilm): Promise<MovienetRows> {
  return {
    shots: await rowsOf(tables.shots()),
    keyframes: await rowsOf(tables.keyframes()),
    instances: await rowsOf(tables.instances()),
    entities: await rowsOf(tables.entities()),
    elements: await rowsOf(tables.elements()),
    lines: await rowsOf(tables.lines()),
    stories: await rowsOf(tables.stories()),
  };
}

/** A film of more keyframes than a folder may hold goes on in `<film>.1` and so on. */
async function writePictures(
  source: ExportSource,
  folder: OutputFolder,
  { id, keyframes }: { id: string; keyframes: readonly Keyframe[] },
): Promise<number> {
  const places = placesOf(keyframes);
  let written = 0;
  for (const { index, image } of keyframes) {
    const part = Math.floor(written / PICTURES_OF_A_FILM);
    const name = `shot_keyf/${part === 0 ? id : `${id}.${part}`}/${keyframeName(places.get(index)!)}.jpg`;
    written += await writeImageAs(name, { source, folder, key: image });
  }
  return written;
}
