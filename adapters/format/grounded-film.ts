import { boxInFrame } from '../../core/annotate/track-box.ts';
import type { Entity, Shot } from '../../core/schema/media.ts';
import type { Box } from '../../core/schema/primitives.ts';
import type { Reject, Story } from '../../core/schema/story.ts';
import type { Track } from '../../core/schema/track.ts';
import { askForTrack, type TrackQuery } from '../../core/story/track-queries.ts';
import type { OpenFilm } from './exporter.ts';
import { rowsOf } from './film-files.ts';

/** Tracks shorter than this are no event to be found. */
const LEAST_MS = 500;

/** Part of a film: frames from `startFrame` up to `endFrame`. */
export interface Clip {
  startFrame: number;
  endFrame: number;
}

/** A track with its words and the clip in which it shall be found. */
export interface GroundedSample extends TrackQuery {
  clip: Clip;
}

/** What the formats of spatio-temporal grounding need of a film. */
export interface GroundedFilm {
  shots: Shot[];
  tracks: Track[];
  entities: Entity[];
  stories: Story[];
  frameCount: number;
  fps: number;
  /** Size of the film as it is shown, in whose pixels the boxes are written. */
  width: number;
  height: number;
}

/** Reads a film's tracks and what can be said about them. */
export async function readGroundedFilm({ record, tables }: OpenFilm): Promise<GroundedFilm> {
  const { media } = record.film;
  const shots = await rowsOf(tables.shots());
  const isTurned = media.rotation % 180 !== 0;
  return {
    shots,
    tracks: await rowsOf(tables.tracks()),
    entities: await rowsOf(tables.entities()),
    stories: await rowsOf(tables.stories()),
    frameCount: shots.at(-1)?.endFrame ?? 0,
    fps: media.fps.num / Math.max(1, media.fps.den),
    width: isTurned ? media.height : media.width,
    height: isTurned ? media.width : media.height,
  };
}

/** Samples in track order; a track that is too short or that no words single out is a reject row. */
export function groundedSamples(
  film: GroundedFilm,
  clipOf: (track: Track) => Clip,
): { samples: GroundedSample[]; rejects: Reject[] } {
  const samples: GroundedSample[] = [];
  const rejects: Reject[] = [];
  for (const track of film.tracks) {
    const lengthMs = track.boxes.at(-1)!.timeMs - track.boxes[0]!.timeMs;
    if (lengthMs < LEAST_MS) {
      rejects.push(rejected(track, 'too-short', { lengthMs }));
      continue;
    }
    const clip = clipOf(track);
    const isInside = ({ boxes }: Track): boolean =>
      boxes[0]!.frame < clip.endFrame && boxes.at(-1)!.frame >= clip.startFrame;
    const asked = askForTrack(track, { ...film, clip: film.tracks.filter(isInside) });
    if ('reason' in asked) rejects.push(rejected(track, asked.reason, { label: track.label }));
    else samples.push({ ...asked, clip });
  }
  return { samples, rejects };
}

/** A track that gave no sample, and why. */
export function rejected(track: Track, reason: string, evidence: Reject['evidence']): Reject {
  return { film: track.film, stage: 'export', what: `track ${track.id}`, reason, evidence };
}

/** First and last frame in which the track was detected. */
export function spanOf({ boxes }: Track): { first: number; last: number } {
  return { first: boxes[0]!.frame, last: boxes.at(-1)!.frame };
}

/** Box of a track in a frame of its span, in pixels of the film, to a tenth. */
export function filmBox(track: Track, frame: number, { width, height }: GroundedFilm): Box {
  const [across, down] = [width / track.width, height / track.height];
  const [x1, y1, x2, y2] = boxInFrame(track, frame)!;
  const round = (value: number): number => Math.round(value * 10) / 10;
  return [round(x1 * across), round(y1 * down), round(x2 * across), round(y2 * down)];
}
