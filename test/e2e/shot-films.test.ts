import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findFfmpeg } from '../../adapters/media/ffmpeg-find.ts';
import { allFilms, TIMING_NAMES } from '../../bench/shots/categories.ts';
import { keptFilm, renderKept } from '../../bench/shots/library.ts';
import { checkTiming } from '../../bench/shots/timing-check.ts';
import { WorldMaker } from '../../bench/shots/worlds.ts';

const ffmpeg = await findFfmpeg();

/** Small and short versions of the benchmark's films: the truth that it scores by must hold of the files themselves. */
describe.skipIf(ffmpeg == null)('files of every timing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'storyloom-shot-films-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const maker = new WorldMaker();
  const films = allFilms(2)
    .filter(({ category }) => TIMING_NAMES.has(category))
    .map((film) => ({ ...film, width: 96, height: 64, shots: film.shots.slice(0, 3), happenings: [] }));

  it.each(films.map((film) => [film.id, film] as const))('%s', async (_, film) => {
    const kept = keptFilm(film, folder);
    await renderKept(kept, { ffmpeg: ffmpeg!, maker });
    expect(await checkTiming(kept)).toMatchObject({ framesRight: true, tiles: true, exact: true, sameShots: true });
  });
});
