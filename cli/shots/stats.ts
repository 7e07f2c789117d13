import { rename, rm, writeFile } from 'node:fs/promises';
import { rescan } from '../../adapters/media/rescan.ts';
import type { FrameSignal } from '../../core/keyframe/signal.ts';
import type { Shot } from '../../core/schema/media.ts';

const COLUMNS = ['frame', 'timeMs', 'luma', 'spread', 'exposure', 'difference', 'shot', 'boundary'] as const;

/**
 * Writes what was measured of every frame as CSV: mean and spread of luma, exposure, content difference to the frame
 * before, the shot that it lies in, and on the first frame of a shot how that begins. Read from signals, not decoded.
 */
export async function writeStats(file: string, signals: string, shots: readonly Omit<Shot, 'film'>[]): Promise<void> {
  const rows: string[] = [COLUMNS.join(',')];
  let at = 0;
  await rescan(signals, {
    onSignal: (signal) => {
      while (at < shots.length - 1 && signal.frame >= shots[at]!.endFrame) at++;
      rows.push(rowOf(signal, shots[at]));
    },
  });
  const pending = `${file}.part`;
  try {
    await writeFile(pending, `${rows.join('\n')}\n`);
    await rename(pending, file);
  } finally {
    await rm(pending, { force: true });
  }
}

function rowOf(signal: FrameSignal, shot: Omit<Shot, 'film'> | undefined): string {
  const { frame, timeMs, luma, spread, exposure, difference } = signal;
  const boundary = shot?.startFrame === frame ? shot.transition : '';
  const measured = [luma, spread, exposure, difference].map((value) => value.toFixed(3));
  return [frame, timeMs, ...measured, shot?.index ?? '', boundary].join(',');
}
