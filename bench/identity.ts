import { HumanAnnotator } from '../adapters/model/human.ts';
import { identify } from '../core/annotate/identity.ts';
import { IDENTITY_THRESHOLDS } from '../core/annotate/links.ts';
import { scoreIdentity } from '../core/metrics/identity.ts';
import type { NameScores } from '../core/metrics/names.ts';
import { annotatePhotoFilm } from '../test/support/photo-cast.ts';
import { photoFilm } from '../test/support/photo-film.ts';
import { spokenLines } from '../test/support/photo-lines.ts';
import { nameCast } from '../test/support/photo-names.ts';

/**
 * Claims: in films of pans and zooms over photographs, where who is where is known, every face of 80 pixels is found and
 * none where there is none; no two people are merged, and most pictures of one person are found to be one; of the names that scripts put
 * on faces nine in ten are right, and none above a probability of 0.9 is wrong. Usage: `node
 * --import tsx bench/identity.ts [SEEDS] [SHOTS]`.
 */
const [seeds = '3', shots = '36'] = process.argv.slice(2);
const FACE_THRESHOLDS = [0.6, 0.66, 0.72, IDENTITY_THRESHOLDS.face, 0.84, 0.9];
/** Seeds of scripts that say who speaks when in each film. */
const SCRIPTS = Array.from({ length: 30 }, (_, at) => at + 1);
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
  const names = sumNames(SCRIPTS.map((script) => nameCast(film.edit.id, { cast, lines: spokenLines(film, script) })));
  films.push({ seed, keyframes: cast.keyframes.length, largeFaces, missed, falsePersons, identity, names });
}
await annotator.close();
const claim = 'faces found and people told apart in films of photographs';
process.stdout.write(`${JSON.stringify({ claim, films }, null, 2)}\n`);

function sumNames(scores: readonly NameScores[]): NameScores {
  const sum = (of: (one: NameScores) => number): number => scores.reduce((all, one) => all + of(one), 0);
  const [characters, named] = [sum((one) => one.characters), sum((one) => one.named)];
  const right = sum((one) => one.named * one.precision);
  const precision = named === 0 ? 1 : right / named;
  return { characters, named, precision, recall: right / characters, surelyWrong: sum((one) => one.surelyWrong) };
}
