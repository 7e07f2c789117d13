import { Failure } from '../core/contract/errors.ts';
import type { Sync } from '../core/align/sync.ts';
import type { SubtitleCue } from '../core/subtitle/cue.ts';

/**
 * How the clock of subtitles differs from a film's, by when somebody speaks in it; Ctrl-C stops the decoder.
 * @throws Failure `InvalidInput` when the film has no sound.
 */
export async function syncWithFilm(cues: readonly SubtitleCue[], film: string): Promise<Sync> {
  const { openMediaEngine } = await import('../adapters/media/open.ts');
  const { speechOf } = await import('../core/align/speech.ts');
  const { findSoundSync } = await import('../core/align/sound-sync.ts');
  const engine = await openMediaEngine();
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new Error('interrupted'));
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  try {
    const levels = await engine.measureSound(film, { signal: stop.signal });
    if (levels === null) {
      throw new Failure('InvalidInput', 'The video has no sound, so nothing says when somebody speaks.', {
        file: film,
        remedy: 'Give a video with sound, or subtitles that are in time: `align --reference`.',
      });
    }
    return findSoundSync(cues, speechOf(levels));
  } finally {
    process.removeListener('SIGINT', onSignal);
    process.removeListener('SIGTERM', onSignal);
  }
}

/** What is known of the clock, in a sentence. */
export function describeSync({ offsetMs, rate, confidence, pieces }: Sync): string {
  if (confidence === 0) return 'clock unknown: the sound does not say, times are as written';
  const sure = `confidence ${confidence}`;
  if (pieces.length > 1) {
    const parts = pieces.map((piece) => `${piece.offsetMs} ms from cue ${piece.fromCue}`);
    return `clock off at rate ${rate} by ${parts.join(', ')}, ${sure}`;
  }
  if (offsetMs === 0 && rate === 1) return `clock right, ${sure}`;
  return `clock off by ${offsetMs} ms at rate ${rate}, ${sure}`;
}
