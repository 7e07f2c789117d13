import type { Shot } from '../../core/schema/media.ts';
import { clipName, type ShotList } from './shot-list.ts';
import { framesAt, timecode, timecodeRate } from './timecode.ts';

/** Digits that a transition's length has in an edit list. */
const LONGEST_TRANSITION = 999;
const EFFECTS: Partial<Record<Shot['transition'], string>> = { dissolve: 'D', wipe: 'W001' };

/** A line of an event; times are frames of the film, which stand for source and record alike. */
interface Line {
  reel: 'AX' | 'BL';
  effect: string;
  /** Length of the transition in frames; null for a cut. */
  frames: number | null;
  source: readonly [number, number];
  record: readonly [number, number];
}

/**
 * CMX 3600 edit decision list, one event per shot. Frames count from the start of the film at its exact rate; timecode is
 * drop-frame at 29.97 and 59.94. Dissolves and wipes are D and W events that begin where the transition does; a fade is a
 * dissolve to black and one from black.
 */
export function shotsEdl(list: ShotList): string {
  const rate = timecodeRate(list.fps);
  const name = clipName(list.file);
  const lines = [`TITLE: ${name}`, `FCM: ${rate.isDrop ? '' : 'NON-'}DROP FRAME`, ''];
  const at = (timeMs: number): number => Math.max(0, framesAt(timeMs - list.startMs, rate));
  let number = 0;
  list.shots.forEach((shot, index) => {
    const next = list.shots[index + 1];
    const end = next == null ? at(shot.endMs) : at(next.transitionSpan?.startMs ?? next.startMs);
    for (const event of eventsOf(shot, end, at)) {
      number++;
      for (const line of event) {
        const times = [...line.source, ...line.record].map((frames) => timecode(frames, rate)).join(' ');
        const length = line.frames == null ? '   ' : String(line.frames).padStart(3, '0');
        const head = `${String(number).padStart(3, '0')}  ${line.reel.padEnd(8)} V     ${line.effect.padEnd(4)} ${length}`;
        lines.push(`${head} ${times}`);
      }
      const from = event.length > 1 && event[0]!.reel === 'AX' ? name : null;
      const to = event.at(-1)!.reel === 'AX' ? name : null;
      if (event.length === 1) lines.push(`* FROM CLIP NAME: ${name}`);
      else lines.push(...commentOf('FROM', from), ...commentOf('TO', to));
    }
  });
  return lines.join('\n');
}

function commentOf(which: 'FROM' | 'TO', name: string | null): string[] {
  return name == null ? [] : [`* ${which} CLIP NAME: ${name}`];
}

/** The events that show a shot until the frame `end`, where the next event begins. */
function eventsOf(shot: Omit<Shot, 'film'>, end: number, at: (timeMs: number) => number): Line[][] {
  const { transitionSpan: span, transition } = shot;
  if (span == null) return [[lineOf('AX', [at(shot.startMs), end])]];
  const [from, middle] = [at(span.startMs), at(shot.startMs)];
  const over = Math.min(at(span.endMs), end);
  if (transition !== 'fade') return [change('AX', 'AX', EFFECTS[transition] ?? 'D', { from, over, end })];
  const rise = change('BL', 'AX', 'D', { from: middle, over, end });
  return middle > from ? [change('AX', 'BL', 'D', { from, over: middle, end: middle }), rise] : [rise];
}

/** A transition from one reel to another: the old one for no time, then the new one, the effect over its first frames. */
function change(
  old: Line['reel'],
  reel: Line['reel'],
  effect: string,
  { from, over, end }: { from: number; over: number; end: number },
): Line[] {
  const frames = Math.min(LONGEST_TRANSITION, Math.max(0, over - from));
  return [lineOf(old, [from, from]), { ...lineOf(reel, [from, end]), effect, frames }];
}

/** A film is its own source; black has no place in it. */
function lineOf(reel: Line['reel'], record: Line['record']): Line {
  const [from, to] = record;
  return { reel, effect: 'C', frames: null, source: reel === 'BL' ? [0, to - from] : record, record };
}
