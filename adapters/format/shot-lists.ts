import { shotsEdl } from '../media/shots-edl.ts';
import type { ShotList } from '../media/shot-list.ts';
import { shotsOtio } from '../media/shots-otio.ts';
import type { OpenFilm } from './exporter.ts';
import { filmFiles, rowsOf } from './film-files.ts';

/** Shots as edit decision lists, as the shots verb writes them. */
export const edlExporter = filmFiles({
  name: 'edl',
  summary: 'shots as CMX 3600 edit decision lists, one a film',
  title: 'Shots of films as edit decision lists',
  about:
    'One CMX 3600 list a film, in `films/`. Clips bear the id of the film; frames count from its start at its exact rate.',
  ending: 'edl',
  rows: 'shots',
  textOf: async (film) => written(await shotListOf(film), (list) => `${shotsEdl(list)}\n`),
});

/** Shots as OpenTimelineIO timelines, as the shots verb writes them. */
export const otioExporter = filmFiles({
  name: 'otio',
  summary: 'shots as OpenTimelineIO timelines with transitions, one a film',
  title: 'Shots of films as timelines',
  about:
    'One OpenTimelineIO document a film, in `films/`. The media reference is the id of the film; exact milliseconds and ' +
    'confidence stand in the metadata of each clip.',
  ending: 'otio',
  rows: 'shots',
  textOf: async (film) => written(await shotListOf(film), (list) => `${shotsOtio(list)}\n`),
});

/** A corpus does not know where a video lies, so its id stands for the file. */
async function shotListOf({ record, tables }: OpenFilm): Promise<ShotList> {
  const { id, media } = record.film;
  return { file: id, fps: media.fps, startMs: media.startMs, shots: await rowsOf(tables.shots()), keyframes: [] };
}

function written(list: ShotList, print: (list: ShotList) => string): { text: string; rows: number } {
  return { text: print(list), rows: list.shots.length };
}
