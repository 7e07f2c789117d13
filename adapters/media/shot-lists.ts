import { basename } from 'node:path';
import type { Shot } from '../../core/schema/media.ts';
import type { Rational } from '../../core/schema/primitives.ts';

/** Shots of one film, for other programs. */
export interface ShotList {
  file: string;
  fps: Rational;
  shots: Omit<Shot, 'film'>[];
}

const COLUMNS = ['index', 'startMs', 'endMs', 'startFrame', 'endFrame', 'transition', 'confidence'] as const;

/** One row per shot under a header, no final newline. */
export function shotsCsv({ shots }: ShotList): string {
  return [COLUMNS.join(','), ...shots.map((shot) => COLUMNS.map((column) => shot[column]).join(','))].join('\n');
}

/** Whole frames per second for timecode; 25 when the film does not say. */
function nominalRate({ num, den }: Rational): number {
  return num > 0 ? Math.max(1, Math.round(num / den)) : 25;
}

/**
 * CMX 3600 edit decision list, one event per shot, non-drop timecode at the nominal rate from presentation times.
 * Transitions are written as cuts, since an EDL dissolve needs the material on both sides.
 */
export function shotsEdl(list: ShotList): string {
  const rate = nominalRate(list.fps);
  const events = list.shots.flatMap((shot, at) => {
    const [from, to] = [timecode(shot.startMs, rate), timecode(shot.endMs, rate)];
    const number = String(at + 1).padStart(3, '0');
    return [
      `${number}  AX       V     C        ${from} ${to} ${from} ${to}`,
      `* FROM CLIP NAME: ${clipName(list.file)}`,
    ];
  });
  return [`TITLE: ${clipName(list.file)}`, 'FCM: NON-DROP FRAME', '', ...events].join('\n');
}

/** A name on one line, whatever the file is called. */
function clipName(file: string): string {
  return basename(file).replaceAll(/[\r\n]/g, ' ');
}

function timecode(timeMs: number, rate: number): string {
  const frames = Math.round((Math.max(0, timeMs) * rate) / 1000);
  const seconds = Math.floor(frames / rate);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60, frames % rate];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** OpenTimelineIO document: one video track with one clip per shot; times are counted in milliseconds (rate 1000). */
export function shotsOtio({ file, shots }: ShotList): string {
  const name = clipName(file);
  const track = {
    OTIO_SCHEMA: 'Track.1',
    name: 'shots',
    kind: 'Video',
    children: shots.map((shot) => ({
      OTIO_SCHEMA: 'Clip.1',
      name: `shot ${shot.index}`,
      source_range: range(shot.startMs, shot.endMs),
      media_reference: { OTIO_SCHEMA: 'ExternalReference.1', target_url: file },
      metadata: { storyloom: { ...shot } },
    })),
  };
  const stack = { OTIO_SCHEMA: 'Stack.1', name: 'tracks', children: [track] };
  return JSON.stringify({ OTIO_SCHEMA: 'Timeline.1', name, tracks: stack }, null, 2);
}

function range(startMs: number, endMs: number): unknown {
  const time = (value: number): unknown => ({ OTIO_SCHEMA: 'RationalTime.1', value, rate: 1000 });
  return { OTIO_SCHEMA: 'TimeRange.1', start_time: time(startMs), duration: time(endMs - startMs) };
}
