import { withLocalSource } from '../adapters/store/source.ts';
import { findSoundSync } from '../core/align/sound-sync.ts';
import { speechOf } from '../core/align/speech.ts';
import { applySync } from '../core/align/sync.ts';
import type { FilmSpec } from '../core/contract/stages.ts';
import type { Issue } from '../core/schema/primitives.ts';
import type { SubtitleCue } from '../core/subtitle/cue.ts';
import type { Deps } from './deps.ts';

/**
 * Cues in time with the speech of their film, and an issue that says what was done. Where the sound does not say, the times
 * stay as they are written.
 */
export async function syncCues(
  deps: Deps,
  film: FilmSpec,
  cues: readonly SubtitleCue[],
  signal: AbortSignal,
): Promise<{ cues: readonly SubtitleCue[]; issue: Issue }> {
  const media = await deps.media();
  const levels = await withLocalSource(film.video, (path) => media.measureSound(path, { signal }));
  const issue = (code: string, message: string): Issue => ({ code, at: 'all cues', message });
  if (levels === null) {
    return { cues, issue: issue('clock-unknown', 'The film has no sound to compare with; times stay as written.') };
  }
  const sync = findSoundSync(cues, speechOf(levels));
  if (sync.confidence === 0) {
    return { cues, issue: issue('clock-unknown', "The film's sound does not say when; times stay as written.") };
  }
  const { rate, pieces, confidence } = sync;
  const offsets = pieces.map(({ fromCue, offsetMs }) => `${offsetMs} ms from cue ${fromCue}`).join(', ');
  const isRight = rate === 1 && pieces.every(({ offsetMs }) => offsetMs === 0);
  const message = isRight
    ? `The times agree with the film's speech (confidence ${confidence}).`
    : `Times were moved to the film's speech: ${offsets}, rate ${rate} (confidence ${confidence}).`;
  return { cues: applySync(cues, sync), issue: issue(isRight ? 'clock-right' : 'clock-moved', message) };
}
