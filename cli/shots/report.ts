import type { ShotList } from '../../adapters/media/shot-list.ts';
import { shotsCsv } from '../../adapters/media/shots-csv.ts';
import { shotsEdl } from '../../adapters/media/shots-edl.ts';
import { shotsOtio } from '../../adapters/media/shots-otio.ts';
import type { FoundShots } from './scan.ts';

export type ShotsFormat = 'table' | 'json' | 'csv' | 'edl' | 'otio' | 'html';

/** The `--json` document. */
export function shotsDocument(video: string, found: FoundShots): unknown {
  const { info, frames, durationMs, engine, decodeErrors, issues } = found;
  return {
    video: {
      file: video,
      ...info,
      frames,
      durationMs,
      statedFrames: info.frames,
      statedDurationMs: info.durationMs,
      engine,
    },
    shots: found.shots.map(
      ({ index, startMs, endMs, startFrame, endFrame, transition, transitionSpan, confidence }) => ({
        index,
        startMs,
        endMs,
        startFrame,
        endFrame,
        transition,
        transitionSpan,
        confidence,
      }),
    ),
    keyframes: found.keyframes.map((keyframe) => ({
      key: keyframe.key,
      shot: keyframe.shot,
      frame: keyframe.frame,
      timeMs: keyframe.timeMs,
      file: keyframe.file,
      width: keyframe.width,
      height: keyframe.height,
      kind: keyframe.kind,
      quality: keyframe.quality,
      hash: keyframe.hash,
      duplicateOf: keyframe.duplicateOf,
      duplicateEvidence: keyframe.duplicateEvidence,
    })),
    decodeErrors,
    issues,
  };
}

/** The text for people, or the list for another program. */
export async function shotsText(video: string, found: FoundShots, format: ShotsFormat): Promise<string> {
  const { info, shots, keyframes } = found;
  const list: ShotList = { file: video, fps: info.fps, startMs: info.startMs, shots, keyframes };
  switch (format) {
    case 'csv':
      return shotsCsv(list);
    case 'edl':
      return shotsEdl(list);
    case 'otio':
      return shotsOtio(list);
    case 'json':
      return JSON.stringify(shotsDocument(video, found), null, 2);
    case 'html':
      return (await import('./sheet.ts')).contactSheet(video, found);
    case 'table':
      return table(found);
  }
}

function table(found: FoundShots): string {
  const rows = found.shots.map((shot) => {
    const own = found.keyframes.filter(({ shot: of }) => of === shot.index);
    return [
      String(shot.index),
      seconds(shot.startMs),
      seconds(shot.endMs),
      String(shot.startFrame),
      String(shot.endFrame),
      shot.transition,
      shot.confidence.toFixed(2),
      own.map(({ file, frame, kind }) => `${file ?? frame}${kind === 'picture' ? '' : ` (${kind})`}`).join(', '),
    ];
  });
  const head = ['shot', 'start s', 'end s', 'frames from', 'to', 'begins by', 'confidence', 'keyframes'];
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => (column >= 5 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  const { info, frames, durationMs, issues } = found;
  const summary = `${frames} frames, ${seconds(durationMs)} s, ${info.width} × ${info.height} ${info.codec}: ${rows.length} shots`;
  return [...lines, '', summary, ...issues.map(({ at, message }) => `note: ${at}: ${message}`)].join('\n');
}

function seconds(timeMs: number): string {
  return (timeMs / 1000).toFixed(3);
}
