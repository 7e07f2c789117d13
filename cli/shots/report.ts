import { shotsCsv, shotsEdl, shotsOtio } from '../../adapters/media/shot-lists.ts';
import type { FoundShots } from './scan.ts';

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
    keyframes: found.keyframes.map(({ shot, frame, timeMs, file, width, height, quality, hash, duplicateOf }) => ({
      shot,
      frame,
      timeMs,
      file,
      width,
      height,
      quality,
      hash,
      duplicateOf,
    })),
    decodeErrors,
    issues,
  };
}

/** The text for people, or the list for another program. */
export function shotsText(video: string, found: FoundShots, format: 'table' | 'json' | 'csv' | 'edl' | 'otio'): string {
  const list = { file: video, fps: found.info.fps, shots: found.shots };
  switch (format) {
    case 'csv':
      return shotsCsv(list);
    case 'edl':
      return shotsEdl(list);
    case 'otio':
      return shotsOtio(list);
    case 'json':
      return JSON.stringify(shotsDocument(video, found), null, 2);
    case 'table':
      return table(found);
  }
}

function table(found: FoundShots): string {
  const rows = found.shots.map((shot) => {
    const keyframe = found.keyframes.find(({ shot: of }) => of === shot.index);
    return [
      String(shot.index),
      seconds(shot.startMs),
      seconds(shot.endMs),
      String(shot.startFrame),
      String(shot.endFrame),
      shot.transition,
      shot.confidence.toFixed(2),
      keyframe == null ? '' : (keyframe.file ?? `frame ${keyframe.frame}`),
    ];
  });
  const head = ['shot', 'start s', 'end s', 'frames from', 'to', 'begins by', 'confidence', 'keyframe'];
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
