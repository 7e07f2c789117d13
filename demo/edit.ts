import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Rational } from '../core/schema/primitives.ts';

/** Part of a photograph, 16:9: left, top and width in pixels of the photograph. */
export type Window = [left: number, top: number, width: number];

/** One shot of an edit list: the camera moves over one photograph. */
export interface EditShot {
  /** 1 to 6: which of the sample photographs. */
  photo: number;
  /** From the shot's first frame to the next shot's. */
  seconds: number;
  from: Window;
  to: Window;
  /** How the shot begins; a hard cut by default. `fade` passes through black. */
  begin?: 'fade' | 'dissolve';
  transitionSeconds?: number;
}

/** `demo/films/<id>/edit.json`: a film as its editor would list it. */
export interface Edit {
  id: string;
  title: string;
  fps: Rational;
  container: 'mp4' | 'mkv';
  /** File beside the edit list, or null. */
  screenplay: string | null;
  subtitles: string | null;
  /** Whether the subtitles go into the film file as a text track instead of beside it. */
  embedSubtitles: boolean;
  fadeOutSeconds: number;
  shots: EditShot[];
}

/** A transition that is not a cut: the frames on which it is under way, the end exclusive. */
export interface TimedTransition {
  kind: 'fade' | 'dissolve';
  startFrame: number;
  /** First frame of the later shot: the middle of a dissolve, the black moment of a fade. */
  borderFrame: number;
  endFrame: number;
}

/** A shot with its place in the film; shots tile it. */
export interface TimedShot {
  index: number;
  startFrame: number;
  endFrame: number;
  startMs: number;
  endMs: number;
  transition: 'start' | 'cut' | 'fade' | 'dissolve';
}

/** What is true of a rendered film, by construction. */
export interface Truth {
  film: string;
  fps: Rational;
  frames: number;
  durationMs: number;
  shots: TimedShot[];
  transitions: TimedTransition[];
}

/** Reads an edit list from its folder. */
export async function readEdit(folder: string): Promise<Edit> {
  return JSON.parse(await readFile(join(folder, 'edit.json'), 'utf8')) as Edit;
}

/** Turns an edit list's seconds into frames. Lengths are rounded one by one, so that a shot's length does not depend on the others. */
export function timeEdit(edit: Edit): Truth {
  const { num, den } = edit.fps;
  const toFrames = (seconds: number): number => Math.round((seconds * num) / den);
  const toMs = (frame: number): number => Math.round((frame * 1000 * den) / num);
  const shots: TimedShot[] = [];
  const transitions: TimedTransition[] = [];
  let startFrame = 0;
  for (const [index, shot] of edit.shots.entries()) {
    const endFrame = startFrame + toFrames(shot.seconds);
    if (shot.begin != null) {
      const length = toFrames(shot.transitionSeconds ?? 1);
      const before = index === 0 ? 0 : Math.floor(length / 2);
      const first = startFrame - before;
      transitions.push({ kind: shot.begin, startFrame: first, borderFrame: startFrame, endFrame: first + length });
    }
    const transition = index === 0 ? 'start' : (shot.begin ?? 'cut');
    shots.push({ index, startFrame, endFrame, startMs: toMs(startFrame), endMs: toMs(endFrame), transition });
    startFrame = endFrame;
  }
  const frames = startFrame;
  const fadeOut = toFrames(edit.fadeOutSeconds);
  if (fadeOut > 0) {
    transitions.push({ kind: 'fade', startFrame: frames - fadeOut, borderFrame: frames, endFrame: frames });
  }
  return { film: edit.id, fps: edit.fps, frames, durationMs: toMs(frames), shots, transitions };
}
