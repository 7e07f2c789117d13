import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findFfmpeg } from '../adapters/media/ffmpeg-find.ts';
import { scoreTransitions } from '../core/metrics/shots.ts';
import { allFilms } from './shots/categories.ts';
import { type KeptFilm, keptFilm, renderKept } from './shots/library.ts';
import { detectFrom } from './shots/ours.ts';
import { byCategory, type FilmResult, mistakeList, scoreTable } from './shots/report.ts';
import { signalsOf } from './shots/signals.ts';
import { WorldMaker } from './shots/worlds.ts';

/**
 * Scores shot detection on rendered films with exact truth. `--ours`: only our detector, run on thumbnails that are kept
 * beside the films (seconds once they are there); `--only TEXT`: categories whose name contains it; `--seeds N`;
 * `--out DIR`: where films and thumbnails are kept.
 */
const { values } = parseArgs({
  options: {
    ours: { type: 'boolean', default: false },
    only: { type: 'string' },
    seeds: { type: 'string', default: '3' },
    out: { type: 'string', default: fileURLToPath(new URL('./out/shots', import.meta.url)) },
  },
});
const ffmpeg = await findFfmpeg();
if (ffmpeg == null) throw new Error('The films are encoded with an ffmpeg binary, and none was found.');
const films = allFilms(Number(values.seeds))
  .filter(({ category }) => values.only == null || category.includes(values.only))
  .map((composition) => keptFilm(composition, values.out));

const maker = new WorldMaker();
const startedAt = performance.now();
const results: FilmResult[] = [];
for (const [index, film] of films.entries()) {
  await renderKept(film, { ffmpeg, maker });
  const signals = await signalsOf(film.file);
  results.push({ composition: film.composition, ...scoreTransitions(detectFrom(signals), film.truth.boundaries) });
  if (process.stderr.isTTY) {
    const seconds = (performance.now() - startedAt) / 1000;
    const left = Math.round((seconds / (index + 1)) * (films.length - index - 1));
    process.stderr.write(`\r${index + 1}/${films.length} films, about ${left} s left   `);
  }
}
process.stderr.write(`\n${mistakeList(results, ({ composition }, frame) => happeningAt(composition.id, frame))}\n`);
process.stderr.write(`\n${scoreTable(byCategory(results))}\n`);

function happeningAt(id: string, frame: number): string {
  const { truth } = films.find((film: KeptFilm) => film.composition.id === id)!;
  const near = truth.happenings.filter(({ startFrame, endFrame }) => frame >= startFrame - 2 && frame <= endFrame + 2);
  return near.length === 0 ? '' : ` (${[...new Set(near.map(({ kind }) => kind))].join(', ')})`;
}
