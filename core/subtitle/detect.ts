import { Failure } from '../contract/errors.ts';
import { isCsvRow } from './csv.ts';
import type { SubtitleFormat } from './cue.ts';
import { splitLines } from './cue.ts';
import { isLrcLine } from './lrc.ts';
import { isMicroDvdEvent } from './microdvd.ts';
import { isMpl2Event } from './mpl2.ts';
import { isScc } from './scc.ts';
import { isSpruceEvent } from './spruce-stl.ts';
import { readTiming } from './srt.ts';
import { isSubViewerStamp, readPair } from './subviewer.ts';
import { isTmPlayerEvent } from './tmplayer.ts';

/** What is looked at; the first cue of a real file stands well before. */
const MAX_LINES = 2_000;
const MAX_CHARACTERS = 1 << 18;
const MAX_LINE_LENGTH = 300;

/** Formats that a line gives away, in the order that decides between equals. */
const LINE_FORMATS: { format: SubtitleFormat; isEvent: (line: string) => boolean }[] = [
  { format: 'srt', isEvent: (line) => readTiming(line) !== undefined },
  { format: 'microdvd', isEvent: isMicroDvdEvent },
  { format: 'mpl2', isEvent: isMpl2Event },
  { format: 'csv', isEvent: isCsvRow },
  { format: 'spruce-stl', isEvent: isSpruceEvent },
  { format: 'sbv', isEvent: (line) => readPair(line)?.digits === 3 },
  { format: 'subviewer', isEvent: (line) => readPair(line) !== undefined },
  { format: 'subviewer1', isEvent: isSubViewerStamp },
  { format: 'tmplayer', isEvent: isTmPlayerEvent },
  { format: 'lrc', isEvent: isLrcLine },
];

/** Files that are no subtitles, recognised in order to say what they are. */
const OTHER_FORMATS: { name: string; pattern: RegExp }[] = [
  { name: 'Final Draft XML', pattern: /<finaldraft/i },
  { name: 'an M3U playlist', pattern: /^#extm3u/i },
  { name: 'a VobSub index: its pictures are in the .sub file beside it', pattern: /^# vobsub index/i },
  { name: 'XML, but not of a subtitle format', pattern: /^\s*<\?xml/ },
  { name: 'HTML', pattern: /^\s*<(?:!doctype html|html)/i },
  { name: 'JSON', pattern: /^\s*[[{]\s*(?:"|$)/ },
];

/**
 * Recognises a subtitle format by the content alone: file names lie.
 * @throws Failure `InvalidInput` that names what the file looks like instead.
 */
export function detectSubtitleFormat(text: string, options: { fileName?: string } = {}): SubtitleFormat {
  const where = options.fileName === undefined ? {} : { file: options.fileName };
  const head = text.slice(0, MAX_CHARACTERS);
  const named = namedFormat(head);
  if (named !== undefined) return named;
  const lines = splitLines(head)
    .slice(0, MAX_LINES)
    .map((line) => line.slice(0, MAX_LINE_LENGTH));
  const counted = LINE_FORMATS.map(({ format, isEvent }) => ({ format, events: lines.filter(isEvent).length }));
  const best = counted.reduce((a, b) => (b.events > a.events ? b : a));
  if (best.events > 0) return best.format;
  if (lines.every((line) => line.trim() === '')) {
    throw new Failure('InvalidInput', 'The subtitle file is empty.', {
      ...where,
      remedy: 'Give a file with at least one cue.',
    });
  }
  const other = OTHER_FORMATS.find(({ pattern }) => lines.slice(0, 50).some((line) => pattern.test(line)));
  throw new Failure(
    'InvalidInput',
    other === undefined ? 'No cue was found: this is not a subtitle file.' : `This looks like ${other.name}.`,
    { ...where, remedy: 'Give a subtitle file; docs/subtitles.md lists the formats.' },
  );
}

/** Formats that name themselves. */
function namedFormat(head: string): SubtitleFormat | undefined {
  if (/^WEBVTT(?:[ \t\r\n]|$)/.test(head)) return 'webvtt';
  if (isScc(head)) return 'scc';
  if (/<(?:\w{1,10}:)?tt[\s>]/.test(head)) return 'ttml';
  if (/<sami[\s>]/i.test(head)) return 'sami';
  const isAss = /^[ \t]{0,8}\[script info\]/im.test(head) || /^dialogue:[^,\n]{0,30},\s?\d{1,2}:\d\d:\d\d/im.test(head);
  if (!isAss) return undefined;
  return /^[ \t]{0,8}(?:\[v4 styles\]|scripttype: ?v4\.00[ \t]{0,8}$)/im.test(head) ? 'ssa' : 'ass';
}
