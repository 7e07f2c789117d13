import { HumanAnnotator } from '../adapters/model/human.ts';
import { identify } from '../core/annotate/identity.ts';
import { IDENTITY_THRESHOLDS } from '../core/annotate/links.ts';
import { scoreIdentity } from '../core/metrics/identity.ts';
import { annotatePhotoFilm } from '../test/support/photo-cast.ts';
import { photoFilm } from '../test/support/photo-film.ts';
import { spokenLines } from '../test/support/photo-lines.ts';
import { nameCast } from '../test/support/photo-names.ts';

/**
 * Claims: in films of pans and zooms over photographs, where who is where is known, every face of 80 pixels is found and
 * none where there is none; no two people are merged, and most pictures of one person are found to be one. Usage: `node
 * --import tsx bench/identity.ts [SEEDS] [SHOTS]`.
 */
const [seeds = '3', shots = '36'] = process.argv.slice(2);
const FACE_THRESHOLDS = [0.6, 0.66, 0.72, IDENTITY_THRESHOLDS.face, 0.84, 0.9];
const annotator = new HumanAnnotator();
const films = [];
for (let seed = 1; seed <= Number(seeds); seed++) {
  const film = photoFilm({ seed, shots: Number(shots), photos: [1, 2, 3, 4, 5, 6] });
  const cast = await annotatePhotoFilm(film, annotator);
  const { largeFaces, missed, falsePersons } = cast;
  const identity = FACE_THRESHOLDS.map((face) => {
    const { instances } = identify({ film: film.edit.id, ...cast }, { face, faceNearby: Math.min(face, 0.72) });
    const found = instances.map(({ entity }, at) => ({ entity: entity!, person: cast.persons[at]! }));
    return { face, ...scoreIdentity(found) };
  });
  const names = nameCast(film.edit.id, { cast, lines: spokenLines(film, seed) });
  films.push({ seed, keyframes: cast.keyframes.length, largeFaces, missed, falsePersons, identity, names });
}
await annotator.close();
const claim = 'faces found and people told apart in films of photographs';
process.stdout.write(`${JSON.stringify({ claim, films }, null, 2)}\n`);
