import { facesOf } from '../core/script/speakers.ts';
import { assembleStories, type AssembleInput } from '../core/story/assemble.ts';
import { sceneChanges } from '../core/story/boundaries.ts';
import { speechOf } from '../core/story/speech.ts';
import { validateStory } from '../core/story/validate.ts';
import { makeSceneFilm, type MadeFilm } from './scenes/film.ts';
import { type Known, sceneRows } from './scenes/rows.ts';
import { WorldMaker } from './shots/worlds.ts';

/**
 * Claim: scene changes are found from pictures, silences, fades and screenplays, and stories end there. Films are made by
 * lot from seeds with which nothing was set; `--seen` takes those with which the weights were. Scenes found are scored as
 * borders between shots (exact, and one shot off), stories by how many of their ends are scene changes and how much of a
 * story lies in its main scene; both also for grouping by size alone.
 */
const seeds = process.argv.includes('--seen') ? [1, 2, 3, 4, 5, 6] : [201, 202, 203, 204, 205, 206];
const maker = new WorldMaker();
const films: { seed: number; film: MadeFilm }[] = [];
for (const seed of seeds) films.push({ seed, film: await makeSceneFilm(seed, maker) });

const results: Record<string, unknown> = {};
for (const known of ['pictures', 'subtitles', 'screenplay'] as const) {
  const scored = films.map(({ seed, film }) => scoreFilm(film, sceneRows(film, seed, known)));
  results[known] = { borders: borderScores(scored), stories: storyScores(scored.map(({ stories }) => stories)) };
}
const bySize = films.map(({ seed, film }) => {
  const blind: Known = 'pictures';
  const { looks: _, ...rows } = sceneRows(film, seed, blind);
  const shots = rows.shots.map((shot) => ({
    ...shot,
    transition: shot.index === 0 ? ('start' as const) : ('cut' as const),
  }));
  return scoreStories(film, { ...rows, shots });
});
console.log(
  JSON.stringify(
    {
      claim: 'scene changes are found from pictures, silences, fades and screenplays, and stories end there',
      seeds,
      shots: films.reduce((sum, { film }) => sum + film.shots.length, 0),
      sceneChanges: films.reduce((sum, { film }) => sum + truthOf(film).size, 0),
      ...results,
      sizeAlone: { stories: storyScores(bySize) },
    },
    null,
    2,
  ),
);

interface StoryCounts {
  stories: number;
  invalid: number;
  frames: number;
  /** Frames in the scene that has most of the story's. */
  inMain: number;
  ends: number;
  endsAtChange: number;
}

function truthOf({ shots }: MadeFilm): Set<number> {
  return new Set(shots.flatMap(({ scene }, at) => (at > 0 && shots[at - 1]!.scene !== scene ? [at] : [])));
}

function scoreFilm(film: MadeFilm, rows: AssembleInput) {
  const speeches = speechOf(rows, facesOf([]));
  const { strengths } = sceneChanges({ ...rows, looks: rows.looks ?? new Map(), speeches });
  const found = strengths.flatMap((strength, at) => (strength >= 0.5 ? [at] : []));
  return { found, truth: truthOf(film), stories: scoreStories(film, rows) };
}

function scoreStories(film: MadeFilm, rows: AssembleInput): StoryCounts {
  const { stories } = assembleStories(rows);
  const truth = truthOf(film);
  const counts: StoryCounts = { stories: stories.length, invalid: 0, frames: 0, inMain: 0, ends: 0, endsAtChange: 0 };
  for (const [at, story] of stories.entries()) {
    if (validateStory(story).length > 0) counts.invalid++;
    const scenes = story.frames.map(({ shot }) => film.shots[shot]!.scene);
    counts.frames += scenes.length;
    counts.inMain += Math.max(...scenes.map((scene) => scenes.filter((one) => one === scene).length));
    if (at === stories.length - 1) continue;
    counts.ends++;
    if (truth.has(story.frames.at(-1)!.shot + 1)) counts.endsAtChange++;
  }
  return counts;
}

function borderScores(films: readonly { found: readonly number[]; truth: ReadonlySet<number> }[]): object {
  const score = (tolerance: number) => {
    let [hits, found, truth] = [0, 0, 0];
    for (const film of films) {
      const left = new Set(film.truth);
      found += film.found.length;
      truth += film.truth.size;
      for (const border of film.found) {
        const near = [...left].find((one) => Math.abs(one - border) <= tolerance);
        if (near === undefined) continue;
        left.delete(near);
        hits++;
      }
    }
    return { precision: digits(hits / found), recall: digits(hits / truth), f1: digits((2 * hits) / (found + truth)) };
  };
  return { exact: score(0), oneShotOff: score(1) };
}

function storyScores(films: readonly StoryCounts[]): object {
  const sum = (of: keyof StoryCounts) => films.reduce((total, film) => total + film[of], 0);
  return {
    stories: sum('stories'),
    invalid: sum('invalid'),
    meanFrames: digits(sum('frames') / sum('stories')),
    endsAtChange: digits(sum('endsAtChange') / sum('ends')),
    inMainScene: digits(sum('inMain') / sum('frames')),
  };
}

function digits(value: number): number {
  return Math.round(value * 1000) / 1000;
}
