import { filmBox, type GroundedFilm, groundedSamples, spanOf } from './grounded-film.ts';
import { groundedExporter, type GroundedPlace } from './grounded-exporter.ts';
import { writeJsonObject } from './record-file.ts';

/** Queries of VidSTG with the trajectories of VidOR beside them. */
export const vidstgExporter = groundedExporter({
  name: 'vidstg',
  summary: 'VidSTG: declarative and interrogative queries of tracks, with VidOR trajectories',
  title: 'Things to be found in shots of films',
  form: 'list',
  about: `\`annotations/<split>.json\` is a list with the fields of VidSTG; frames are those of the whole film, \`used_segment\`
is the shot. No relations are known: \`used_relation\` names the target alone, its object and predicate are null.
\`vidor/<film>.json\` has the boxes as VidOR keeps them: \`trajectories\` is a list over frames. \`provenance\` says where a
caption comes from. \`rejects.jsonl\` has the tracks that are too short or that no words single out.`,
  rowsOf: async (film, { record }, place) => {
    const { id: vid } = record.film;
    const shotOf = new Map(film.shots.map((shot) => [shot.index, shot]));
    const { samples, rejects } = groundedSamples(film, ({ shot }) => shotOf.get(shot)!);
    const about = { frame_count: film.frameCount, fps: film.fps, width: film.width, height: film.height };
    const rows = samples.map(({ track, caption, question, provenance, clip }) => {
      const { first, last } = spanOf(track);
      const span = { begin_fid: first, end_fid: last + 1 };
      const target_id = track.id;
      const row = {
        vid,
        ...about,
        'subject/objects': film.tracks.filter(({ shot }) => shot === track.shot).map(objectOf),
        used_segment: { begin_fid: clip.startFrame, end_fid: clip.endFrame },
        used_relation: { subject_tid: target_id, object_tid: null, predicate: null, ...span },
        temporal_gt: span,
        captions: [{ description: caption, type: 'subject', target_id }],
        questions: [{ description: question, type: 'subject', target_id }],
        provenance,
      };
      return { key: null, row };
    });
    if (film.tracks.length > 0) await writeTrajectories(film, vid, place);
    return { rows, rejects };
  },
});

function objectOf({ id, label }: { id: number; label: string }): { tid: number; category: string } {
  return { tid: id, category: label };
}

async function writeTrajectories(film: GroundedFilm, vid: string, { folder }: GroundedPlace): Promise<void> {
  await writeJsonObject(await folder.pathOf(`vidor/${vid}.json`), {
    version: 'storyloom',
    video_id: vid,
    frame_count: film.frameCount,
    fps: film.fps,
    width: film.width,
    height: film.height,
    'subject/objects': film.tracks.map(objectOf),
    trajectories: trajectories(film),
    relation_instances: [],
  });
}

/** Boxes of every frame of the film; frames without any have an empty list. */
async function* trajectories(film: GroundedFilm): AsyncGenerator<object> {
  const byStart = film.tracks.toSorted((a, b) => spanOf(a).first - spanOf(b).first || a.id - b.id);
  let open: typeof byStart = [];
  let next = 0;
  for (let frame = 0; frame < film.frameCount; frame++) {
    while (next < byStart.length && spanOf(byStart[next]!).first <= frame) open.push(byStart[next++]!);
    open = open.filter((track) => spanOf(track).last >= frame);
    yield await Promise.resolve(
      open.map((track) => {
        const [xmin, ymin, xmax, ymax] = filmBox(track, frame, film);
        const generated = track.boxes.some((one) => one.frame === frame) ? 0 : 1;
        return { tid: track.id, bbox: { xmin, ymin, xmax, ymax }, generated, tracker: 'storyloom' };
      }),
    );
  }
}
