import { parse } from 'node:path';
import { openMediaEngine } from '../../adapters/media/open.ts';
import type { Annotator } from '../../adapters/model/annotator.ts';
import { trackFilm } from '../../adapters/model/track-film.ts';
import { Failure } from '../../core/contract/errors.ts';
import type { Track } from '../../core/schema/track.ts';
import { Progress } from '../progress.ts';
import type { VerbResult } from '../verb.ts';

/** Follows what the annotator finds through a video, at so many frames a second; Ctrl-C ends it. */
export async function trackVideo(files: string[], fps: number, annotator: Annotator): Promise<VerbResult> {
  const [video] = files;
  if (video === undefined || files.length > 1) {
    throw new Failure('InvalidInput', `--tracks takes one video, not ${files.length} files`, {
      remedy: 'Run it once for each video.',
    });
  }
  const engine = await openMediaEngine();
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new Error('interrupted'));
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const progress = new Progress('annotate');
  try {
    const film = filmIdOf(video);
    const onProgress = (state: { done: number; total: number }): void =>
      progress.update({ ...state, unit: 'dense frames' });
    const found = await trackFilm(video, { film, engine, annotator, fps, signal: stop.signal, onProgress });
    const document = { file: video, film, model: annotator.model, fps, ...found };
    const head = `${video}  ${found.shots.length} shots, ${found.frames.length} dense frames, ${found.tracks.length} tracks`;
    return { json: document, text: [head, ...found.tracks.map(line)].join('\n') };
  } finally {
    progress.end();
    process.removeListener('SIGINT', onSignal);
    process.removeListener('SIGTERM', onSignal);
  }
}

/** The video's name in the alphabet of film ids. */
function filmIdOf(video: string): string {
  const id = parse(video)
    .name.normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 64);
  return /^\.*$/.test(id) ? 'film' : id;
}

function line({ id, shot, label, boxes }: Track): string {
  const [first, last] = [boxes[0]!, boxes.at(-1)!];
  const seconds = (ms: number): string => (ms / 1000).toFixed(2);
  const span = `${seconds(first.timeMs)}–${seconds(last.timeMs)} s`;
  return `  ${String(id).padStart(4)}  shot ${shot}  ${label.padEnd(12)} ${span}, ${boxes.length} boxes`;
}
