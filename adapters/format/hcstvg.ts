import type { Track } from '../../core/schema/track.ts';
import { type Clip, filmBox, type GroundedFilm, groundedSamples, spanOf } from './grounded-film.ts';
import { groundedExporter } from './grounded-exporter.ts';

/** Seconds of a clip: readers take the frame rate to be `img_num` / 20. */
const CLIP_SECONDS = 20;

/** Tubes of HC-STVG: clips of 20 s with a sentence and a box for every frame of its time. */
export const hcstvgExporter = groundedExporter({
  name: 'hcstvg',
  summary: 'HC-STVG: clips of 20 s, each with a query, its time and a box a frame, from tracks',
  title: 'Things to be found in clips of films',
  form: 'object',
  about: `\`annotations/<split>.json\` has the fields of HC-STVG v1 by clip: \`bbox\` as [x, y, width, height] for every frame
from \`st_frame\`, which counts from 1, on. Beside them stand \`fps\`, \`film\`, \`track\`, \`clip\` (frames of the film, from
and up to) and \`provenance\` of the caption. A film shorter than 20 s is one clip: take \`fps\` then, not \`img_num\` / 20.
\`rejects.jsonl\` has the tracks that are too short or that no words single out.`,
  rowsOf: async (film, { record }) => {
    const { samples, rejects } = groundedSamples(film, (track) => clipAround(track, film));
    const rows = samples.map(({ track, caption, provenance, clip }) => {
      const first = Math.max(spanOf(track).first, clip.startFrame);
      const last = Math.min(spanOf(track).last, clip.endFrame - 1);
      const { width, height, fps } = film;
      const bbox = Array.from({ length: last - first + 1 }, (_, at) => {
        const [x1, y1, x2, y2] = filmBox(track, first + at, film);
        return [x1, y1, tenth(x2 - x1), tenth(y2 - y1)];
      });
      const row = {
        bbox,
        st_time: seconds(first - clip.startFrame, fps),
        ed_time: seconds(last + 1 - clip.startFrame, fps),
        img_num: clip.endFrame - clip.startFrame,
        caption,
        width,
        height,
        st_frame: first - clip.startFrame + 1,
        ...{ fps, film: record.film.id, track: track.id, clip: [clip.startFrame, clip.endFrame], provenance },
      };
      return { key: `${record.film.id}_${track.id}.mp4`, row };
    });
    return Promise.resolve({ rows, rejects });
  },
});

/** Twenty seconds with the track in the middle, moved into the film. */
function clipAround(track: Track, { fps, frameCount }: GroundedFilm): Clip {
  const length = Math.min(frameCount, Math.max(1, Math.round(CLIP_SECONDS * fps)));
  const { first, last } = spanOf(track);
  const middle = Math.floor((first + last + 1 - length) / 2);
  const startFrame = Math.min(Math.max(0, middle), frameCount - length);
  return { startFrame, endFrame: startFrame + length };
}

function seconds(frames: number, fps: number): number {
  return fps > 0 ? Math.round((1000 * frames) / fps) / 1000 : 0;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
