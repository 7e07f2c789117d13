import type { NameInput } from '../../core/annotate/names.ts';
import { facesAt, type PhotoFilm } from './photo-film.ts';
import { seeded } from './random.ts';

const SIZE = { width: 1280, height: 720 };
/** Shares of the shots over which somebody in the picture speaks, and somebody outside it who is at the same place. */
const IN_PICTURE = 0.7;
const AT_THE_PLACE = 0.25;
/** Confidence of the alignment. */
const CONFIDENCE = 0.9;

/** Who speaks when, as an aligned screenplay tells it: one line a shot, which may run into the next one. */
export function spokenLines(film: PhotoFilm, seed: number): NameInput['lines'][number][] {
  const random = seeded(seed);
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)]!;
  const shown = film.truth.shots.map(({ startFrame, endFrame }) =>
    facesAt(film, (startFrame + endFrame) >> 1, SIZE).filter(({ visible }) => visible > 0.5),
  );
  const everybody = [...new Set(shown.flat().map(({ person }) => person))].sort();
  return film.truth.shots.map(({ startMs, endMs }, line) => {
    const here = shown[line]!.map(({ person }) => person);
    const place = here[0]!.split('.')[0]!;
    const others = everybody.filter((person) => person.startsWith(`${place}.`) && !here.includes(person));
    const draw = random();
    const speaker =
      film.closeUps[line] != null && draw < IN_PICTURE
        ? film.closeUps[line]!
        : draw < IN_PICTURE || others.length === 0
          ? pick(here)
          : pick(draw < IN_PICTURE + AT_THE_PLACE ? others : everybody);
    return {
      line,
      speaker,
      startMs: startMs + 200,
      endMs: endMs + (random() < 0.3 ? 400 : -200),
      confidence: CONFIDENCE,
    };
  });
}
