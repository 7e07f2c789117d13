import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Shot } from '../../core/schema/media.ts';
import { clipName, type ShotList } from './shot-list.ts';
import { framesAt, timecodeRate } from './timecode.ts';

/**
 * OpenTimelineIO document: one video track with a clip per shot, and a transition before those that begin gradually. Times
 * are frames at the film's exact rate, counted from its start; the exact milliseconds stand in each clip's metadata.
 */
export function shotsOtio(list: ShotList): string {
  const rate = timecodeRate(list.fps);
  const at = (timeMs: number): number => framesAt(timeMs - list.startMs, rate);
  const time = (frames: number): unknown => ({
    OTIO_SCHEMA: 'RationalTime.1',
    value: frames,
    rate: rate.num / rate.den,
  });
  const range = (startMs: number, endMs: number): unknown => ({
    OTIO_SCHEMA: 'TimeRange.1',
    start_time: time(at(startMs)),
    duration: time(at(endMs) - at(startMs)),
  });
  const [first, last] = [list.shots.at(0), list.shots.at(-1)];
  const available = first == null || last == null ? null : range(first.startMs, last.endMs);
  const media = { OTIO_SCHEMA: 'ExternalReference.1', target_url: urlOf(list.file), available_range: available };
  const children = list.shots.flatMap((shot) => [
    ...transitionInto(shot, { at, time }),
    {
      OTIO_SCHEMA: 'Clip.1',
      name: `shot ${shot.index}`,
      source_range: range(shot.startMs, shot.endMs),
      media_reference: media,
      metadata: { storyloom: { ...shot } },
    },
  ]);
  const track = { OTIO_SCHEMA: 'Track.1', name: 'shots', kind: 'Video', children };
  const stack = { OTIO_SCHEMA: 'Stack.1', name: 'tracks', children: [track] };
  return JSON.stringify({ OTIO_SCHEMA: 'Timeline.1', name: clipName(list.file), tracks: stack }, null, 2);
}

/** The offsets of a transition reach into the clips before and after the frame where one ends and the other begins. */
function transitionInto(
  shot: Omit<Shot, 'film'>,
  { at, time }: { at: (timeMs: number) => number; time: (frames: number) => unknown },
): unknown[] {
  const { transition, transitionSpan: span, confidence } = shot;
  if (span == null) return [];
  const middle = at(shot.startMs);
  return [
    {
      OTIO_SCHEMA: 'Transition.1',
      name: transition,
      transition_type: transition === 'wipe' ? 'Custom_Transition' : 'SMPTE_Dissolve',
      in_offset: time(middle - at(span.startMs)),
      out_offset: time(at(span.endMs) - middle),
      metadata: { storyloom: { transition, confidence, ...span } },
    },
  ];
}

/** A path as a URL: absolute ones as file URLs, others relative to the document. */
function urlOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return file.split(/[\\/]/).map(encodeURIComponent).join('/');
}
