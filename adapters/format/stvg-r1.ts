import { MarkPlacer } from '../../core/annotate/marks.ts';
import { Failure } from '../../core/contract/errors.ts';
import type { Shot } from '../../core/schema/media.ts';
import type { Reject } from '../../core/schema/story.ts';
import type { Track } from '../../core/schema/track.ts';
import { withFilmVideo } from '../corpus/film-video.ts';
import { openMediaEngine } from '../media/open.ts';
import type { OpenFilm } from './exporter.ts';
import { type GroundedFilm, groundedSamples, type GroundedSample, rejected, spanOf } from './grounded-film.ts';
import { groundedExporter, type GroundedPlace } from './grounded-exporter.ts';
import { writeVideo } from './prompts.ts';

/** Longer side of the films with numbers: twice what the numbers' size was chosen for. */
const VIDEO_SIDE = 672;

/** Training rows of STVG-R1 with their films, in which every track bears its number. */
export const stvgR1Exporter = groundedExporter({
  name: 'stvg-r1',
  summary: 'STVG-R1: training JSON and shots as films with the numbers of tracks burnt in',
  title: 'Numbered things to be found in shots of films',
  form: 'object',
  about: `\`annotations/<split>.json\` has the training rows of STVG-R1, one a query: \`objectid\` is the number that the thing
bears in \`video\`, a shot with numbers burnt in; times are seconds of that film, \`st_frame\` counts from 1. \`source\` says
which part of which film it is. A row whose film could not be drawn, because the video is not where the corpus was built
from, has \`video\` null and a row in \`rejects.jsonl\`; \`storyloom prompt CORPUS --film ID --range FROM-TO\` draws it later.
\`provenance\` says where a sentence comes from.`,
  rowsOf: async (film, open, place) => {
    const shotOf = new Map(film.shots.map((shot) => [shot.index, shot]));
    const asked = groundedSamples(film, ({ shot }) => shotOf.get(shot)!);
    const drawnIds = numbered(film);
    const samples = asked.samples.filter(({ track }) => drawnIds.has(track.id));
    const hidden = asked.samples.filter(({ track }) => !drawnIds.has(track.id));
    const rejects = [...asked.rejects, ...hidden.map(({ track }) => rejected(track, 'number-not-drawn', {}))];
    const shots = film.shots.filter(({ index }) => samples.some(({ track }) => track.shot === index));
    const videos = await drawShots(film, open, { ...place, shots, rejects });
    const rows = samples.map((sample) => rowOf(sample, { film, open, shot: shotOf.get(sample.track.shot)!, videos }));
    return { rows, rejects };
  },
});

/** Tracks that bear their number in at least half of the frames in which they were detected. */
function numbered({ tracks, shots, width, height }: GroundedFilm): Set<number> {
  const shown = new Map<number, number>();
  for (const { index } of shots) {
    const own = tracks.filter(({ shot }) => shot === index);
    const placer = new MarkPlacer(own, { width, height }, 'apart');
    const times = [...new Set(own.flatMap(({ boxes }) => boxes.map(({ timeMs }) => timeMs)))].sort((a, b) => a - b);
    for (const { id } of times.flatMap((timeMs) => placer.at(timeMs))) shown.set(id, (shown.get(id) ?? 0) + 1);
  }
  const isShown = ({ id, boxes }: Track): boolean => (shown.get(id) ?? 0) * 2 >= boxes.length;
  return new Set(tracks.filter(isShown).map(({ id }) => id));
}

/** Draws the shots from the film's video; place of each by shot, none where the video is not to be had. */
async function drawShots(
  { tracks }: GroundedFilm,
  { record }: OpenFilm,
  { source, folder, call, shots, rejects }: GroundedPlace & { shots: Shot[]; rejects: Reject[] },
): Promise<Map<number, string>> {
  const videos = new Map<number, string>();
  if (shots.length === 0) return videos;
  const { id } = record.film;
  try {
    await withFilmVideo(source.store, record, async (video) => {
      const engine = await openMediaEngine();
      for (const { index, startMs, endMs } of shots) {
        const path = `videos/${id}/shot_${String(index).padStart(5, '0')}.mp4`;
        const own = tracks.filter(({ shot }) => shot === index);
        await writeVideo(folder, path, {
          ...{ engine, video, tracks: own, maxSize: VIDEO_SIDE, rangeMs: { startMs, endMs } },
          ...(call.signal === undefined ? {} : { signal: call.signal }),
        });
        videos.set(index, path);
      }
    });
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'InvalidInput') throw error;
    const evidence = { message: error.message };
    rejects.push({ film: id, stage: 'export', what: 'films with numbers', reason: 'no-video', evidence });
    videos.clear();
  }
  return videos;
}

function rowOf(
  { track, caption, provenance }: GroundedSample,
  { film, open, shot, videos }: { film: GroundedFilm; open: OpenFilm; shot: Shot; videos: Map<number, string> },
): { key: string; row: object } {
  const { id } = open.record.film;
  const inShot = (timeMs: number): number => (timeMs - shot.startMs) / 1000;
  const [startMs, endMs] = [track.boxes[0]!.timeMs, track.boxes.at(-1)!.timeMs];
  const row = {
    duration: (shot.endMs - shot.startMs) / 1000,
    timestamps: [[inShot(startMs), inShot(endMs)]],
    sentences: [caption],
    objectid: [track.id],
    fps: film.fps,
    img_num: shot.endFrame - shot.startFrame,
    st_frame: spanOf(track).first - shot.startFrame + 1,
    st_time: inShot(startMs),
    video: videos.get(shot.index) ?? null,
    source: { film: id, sha256: open.record.film.source.sha256, startMs: shot.startMs, endMs: shot.endMs },
    provenance,
  };
  return { key: `${id}_${track.id}`, row };
}
