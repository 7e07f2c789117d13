import { basename } from 'node:path';
import type { Shot } from '../../core/schema/media.ts';
import type { Rational } from '../../core/schema/primitives.ts';

/** Shots of one film, for other programs. */
export interface ShotList {
  /** Path as the user gave it. */
  file: string;
  fps: Rational;
  /** Presentation time at which the film begins: players and editing programs count from there. */
  startMs: number;
  shots: readonly Omit<Shot, 'film'>[];
  /** Frames of the chosen keyframes, with their shot. */
  keyframes: readonly { shot: number; frame: number }[];
}

/** A name on one line without control characters, whatever the file is called. */
export function clipName(file: string): string {
  return basename(file).replaceAll(/\p{Cc}/gu, ' ');
}
