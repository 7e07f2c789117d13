import type { Keyframe, Shot } from '../../core/schema/media.ts';
import type { Cue, Element, Line } from '../../core/schema/text.ts';
import type { AssembleInput } from '../../core/story/assemble.ts';
import { cueRow, elementRows, filmRows, lineRows } from '../../test/support/story-rows.ts';
import { seeded } from '../../test/support/random.ts';
import type { MadeFilm } from './film.ts';

/** Share of lines that alignment times. */
const TIMED = 0.75;
const PLACES = ['NEWSROOM', 'HARBOUR', 'KITCHEN', 'ROOF', 'STATION', 'COURT', 'GARDEN', 'ATTIC'];

/** What is known of a film: pictures alone, its words too, or also its screenplay. */
export type Known = 'pictures' | 'subtitles' | 'screenplay';

/** Rows of a made film, as the stages before `assemble` would hand them over. */
export function sceneRows(film: MadeFilm, seed: number, known: Known): AssembleInput {
  const rows = filmRows(
    'film',
    film.shots.map(() => 1),
  );
  const shots = rows.shots.map((row, at): Shot => {
    const { startMs, endMs, transition } = film.shots[at]!;
    return { ...row, startMs, endMs, transition };
  });
  const keyframes = rows.keyframes.map((row, at): Keyframe => {
    return { ...row, timeMs: Math.round((shots[at]!.startMs + shots[at]!.endMs) / 2) };
  });
  const looks = new Map(film.shots.map(({ look }, at) => [at, look]));
  const cues = known === 'pictures' ? [] : film.speeches.map((speech, at) => cueOf(speech, at));
  const { elements, lines } = known === 'screenplay' ? scriptOf(film, seed) : { elements: [], lines: [] };
  return { ...rows, shots, keyframes, looks, cues, elements, lines };
}

function cueOf({ startMs, endMs }: { startMs: number; endMs: number }, at: number): Cue {
  return { ...cueRow('film', at, { startMs, text: wordsOf(at) }), endMs };
}

/** A heading a scene, action lines now and then, and the lines that are said, some of which alignment did not find. */
function scriptOf(film: MadeFilm, seed: number): { elements: Element[]; lines: Line[] } {
  const random = seeded(seed * 131 + 7);
  let place = '';
  const texts: [Element['kind'], string, string?][] = [];
  const times: (number | null)[] = [];
  let said = 0;
  for (const [scene, isSamePlace] of film.isSamePlace.entries()) {
    if (!isSamePlace) place = PLACES[(scene * 3 + seed) % PLACES.length]!;
    texts.push(['scene_heading', `INT. ${place} - ${isSamePlace ? 'LATER' : 'DAY'}`]);
    for (let action = 0; action <= random() * 3; action++) texts.push(['action', 'Somebody moves.']);
    for (const speech of film.speeches.filter((one) => one.scene === scene)) {
      texts.push(['dialogue', wordsOf(said++), 'ANNA']);
      times.push(random() < TIMED ? speech.startMs : null);
      if (random() < 0.3) texts.push(['action', 'Somebody waits.']);
    }
  }
  const elements = elementRows('film', texts);
  const lines = lineRows('film', elements, times).map((line, at): Line => {
    return line.startMs === null ? line : { ...line, endMs: film.speeches[at]!.endMs };
  });
  return { elements, lines };
}

function wordsOf(at: number): string {
  return `Words of line ${at}.`;
}
