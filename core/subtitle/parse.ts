import { Failure } from '../contract/errors.ts';
import type { Subtitles } from './cue.ts';
import { detectSubtitleFormat } from './detect.ts';
import { repairCues } from './repair.ts';
import { parseSrt } from './srt.ts';
import { parseWebVtt } from './webvtt.ts';

/**
 * Reads SubRip or WebVTT, recognised by content; cues come in order of start, numbered from zero.
 * @throws Failure `InvalidInput` when the text is another format or holds no cue.
 */
export function parseSubtitles(text: string, options: { fileName?: string } = {}): Subtitles {
  const format = detectSubtitleFormat(text, options);
  const raw = format === 'srt' ? parseSrt(text) : parseWebVtt(text);
  const { cues, issues } = repairCues(raw);
  if (cues.length === 0) {
    throw new Failure('InvalidInput', 'The subtitle file holds no cue with text.', {
      ...(options.fileName === undefined ? {} : { file: options.fileName }),
      remedy: 'Give a file with at least one cue.',
      evidence: { timings: raw.cues.length },
    });
  }
  return { format, cues, issues };
}
