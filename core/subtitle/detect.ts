import { Failure } from '../contract/errors.ts';
import type { SubtitleFormat } from './cue.ts';
import { splitLines } from './cue.ts';
import { readTiming } from './srt.ts';

/** Lines looked at; the first cue of a real file stands well before. */
const MAX_LINES = 2_000;
const MAX_LINE_LENGTH = 300;

/** Formats that are recognised in order to say what the file is; patterns see one line of at most 300 characters. */
const OTHER_FORMATS: { name: string; pattern: RegExp }[] = [
  { name: 'Advanced SubStation Alpha (ASS/SSA)', pattern: /^\[script info\]|^dialogue: ?\w*[=\d]/i },
  { name: 'TTML/DFXP', pattern: /<(?:\w{1,10}:)?tt[\s>]/ },
  { name: 'SAMI', pattern: /^\s*<sami/i },
  { name: 'Scenarist closed captions (SCC)', pattern: /^scenarist_scc/i },
  { name: 'MicroDVD', pattern: /^\{\d+\}\{\d*\}/ },
  { name: 'LRC lyrics', pattern: /^\[\d{1,3}:\d{2}(?:[.:]\d{1,3})?\]/ },
  { name: 'SubViewer or SBV', pattern: /^\d{1,2}:\d{2}:\d{2}[.:]\d{2,3},\d{1,2}:\d{2}:\d{2}[.:]\d{2,3}/ },
  { name: 'Spruce STL', pattern: /^\d{2}:\d{2}:\d{2}[:;]\d{2} ?, ?\d{2}:\d{2}:\d{2}[:;]\d{2} ?,/ },
  { name: 'Final Draft XML', pattern: /<finaldraft/i },
  { name: 'XML', pattern: /^\s*<\?xml/ },
  { name: 'HTML', pattern: /^\s*<(?:!doctype html|html)/i },
  { name: 'JSON', pattern: /^\s*[[{]\s*(?:"|$)/ },
];

/**
 * Recognises a subtitle format by the content alone: file names lie.
 * @throws Failure `InvalidInput` that names what the file looks like instead.
 */
export function detectSubtitleFormat(text: string, options: { fileName?: string } = {}): SubtitleFormat {
  const where = options.fileName === undefined ? {} : { file: options.fileName };
  if (/^\uFEFF?WEBVTT(?:[ \t\r\n]|$)/.test(text)) return 'webvtt';
  const lines = splitLines(text).slice(0, MAX_LINES);
  if (lines.every((line) => line.trim() === '')) {
    throw new Failure('InvalidInput', 'The subtitle file is empty.', {
      ...where,
      remedy: 'Give a file with at least one cue.',
    });
  }
  const short = lines.map((line) => line.slice(0, MAX_LINE_LENGTH));
  if (short.some((line) => readTiming(line) !== undefined)) return 'srt';
  const other = OTHER_FORMATS.find(({ pattern }) => short.slice(0, 50).some((line) => pattern.test(line)));
  throw new Failure(
    'InvalidInput',
    other === undefined ? 'No cue was found: this is not a subtitle file.' : `This looks like ${other.name}.`,
    { ...where, remedy: 'Give SubRip (.srt) or WebVTT (.vtt); most subtitle editors convert to both.' },
  );
}
