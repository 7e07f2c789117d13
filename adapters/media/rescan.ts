import { FilmAnalysis } from '../../core/keyframe/film.ts';
import type { DetectorOptions } from '../../core/keyframe/options.ts';
import type { FrameSignal } from '../../core/keyframe/signal.ts';
import { SignalReader } from '../../core/keyframe/signal.ts';
import type { Shot } from '../../core/schema/media.ts';
import type { Scan } from './engine.ts';
import { withSignals } from './signal-reader.ts';

export interface RescanOptions {
  /** Thresholds that differ from the defaults. */
  detector?: Partial<DetectorOptions>;
  /** Gets what the detector knows of every frame, in presentation order. */
  onSignal?: (signal: FrameSignal) => void;
}

/** A frame of signals has no analysis picture, and without keyframes nothing looks at one. */
const NO_PICTURE = { width: 0, height: 0, luma: new Uint8Array(0) };

/**
 * Finds the shots of a film again from the signals that a scan of it wrote (`ScanOptions.signals`), without decoding.
 * With the same thresholds they are the same shots. There are no keyframes, since there are no pictures.
 */
export async function rescan(path: string, { detector, onSignal }: RescanOptions = {}): Promise<Scan> {
  return withSignals(path, async ({ info, frames }) => {
    const analysis = new FilmAnalysis<null>({
      keyframesPerShot: 0,
      candidateLimit: 1,
      release: () => undefined,
      ...(detector == null ? {} : { detector }),
    });
    const reader = new SignalReader();
    const shots: Omit<Shot, 'film'>[] = [];
    const film = frames();
    let next = await film.next();
    for (; next.done !== true; next = await film.next()) {
      const { thumbnail, timeMs } = next.value;
      if (onSignal != null) onSignal(reader.read(thumbnail, timeMs));
      const finished = analysis.push({ thumbnail, timeMs, picture: NO_PICTURE, hold: () => null });
      shots.push(...finished.map(({ shot }) => shot));
    }
    const { endMs, decodeErrors, letterbox, issues } = next.value;
    shots.push(...analysis.finish(endMs).map(({ shot }) => shot));
    return {
      info,
      frames: analysis.frames,
      durationMs: (shots.at(-1)?.endMs ?? 0) - (shots[0]?.startMs ?? 0),
      timeBase: info.timeBase,
      shots,
      keyframes: [],
      letterbox,
      dense: [],
      decodeErrors,
      issues,
    };
  });
}
