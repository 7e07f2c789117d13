import { Failure } from '../contract/errors.ts';
import { parseAss } from './ass.ts';
import { parseCsv } from './csv.ts';
import type { RawCues, SubtitleFormat, SubtitleOptions, Subtitles } from './cue.ts';
import { issueAt } from './cue.ts';
import { detectSubtitleFormat } from './detect.ts';
import { parseEbuStl } from './ebu-stl.ts';
import { parseLrc } from './lrc.ts';
import { parseMicroDvd } from './microdvd.ts';
import { parseMpl2 } from './mpl2.ts';
import { readPictures } from './picture.ts';
import type { PictureFormat, RecognisedPicture } from './picture.ts';
import { repairCues } from './repair.ts';
import { parseSami } from './sami.ts';
import { parseScc } from './scc.ts';
import { parseSpruceStl } from './spruce-stl.ts';
import { parseSrt } from './srt.ts';
import { parseSubViewer1, parseTimePairs } from './subviewer.ts';
import { parseTmPlayer } from './tmplayer.ts';
import { parseTtml } from './ttml.ts';
import { parseWebVtt } from './webvtt.ts';

/** Formats that are no text; each has a door of its own. */
type OtherFormat = 'ebu-stl' | PictureFormat;

/** Readers of text formats. */
const READERS: Record<Exclude<SubtitleFormat, OtherFormat>, (text: string, options: SubtitleOptions) => RawCues> = {
  srt: parseSrt,
  webvtt: readWebVtt,
  ass: parseAss,
  ssa: parseAss,
  ttml: parseTtml,
  sami: parseSami,
  microdvd: parseMicroDvd,
  mpl2: parseMpl2,
  tmplayer: parseTmPlayer,
  subviewer: parseTimePairs,
  subviewer1: parseSubViewer1,
  sbv: parseTimePairs,
  lrc: parseLrc,
  scc: parseScc,
  'spruce-stl': parseSpruceStl,
  csv: parseCsv,
};

/** Lines of a file, at most: what is longer is a log or an attack, and reading it would need memory without measure. */
const MAX_LINES = 1_000_000;

/**
 * Reads subtitles in any text format, recognised by content; cues come in playing order, numbered from zero.
 * @throws Failure `InvalidInput` when the text is no subtitle format, holds no cue or more than a film can have.
 */
export function parseSubtitles(text: string, options: SubtitleOptions = {}): Subtitles {
  const clean = text.replaceAll('\ufeff', '');
  if (countLines(clean) > MAX_LINES) {
    throw new Failure('InvalidInput', 'The subtitle file has more lines than any film needs.', {
      ...(options.fileName === undefined ? {} : { file: options.fileName }),
      remedy: 'Give the subtitles of one film.',
      evidence: { maxLines: MAX_LINES },
    });
  }
  const format = detectSubtitleFormat(clean, options) as keyof typeof READERS;
  const raw = READERS[format](clean, options);
  const mark = text.indexOf('\ufeff', 1);
  if (mark > 0) {
    const line = countLines(text.slice(0, mark));
    raw.issues.push(issueAt(line, 'inner-mark', 'A byte order mark inside the text was removed.'));
  }
  return finish(format, raw, options);
}

/** Reads the bytes of an EBU STL file; failures as `parseSubtitles`. */
export function parseEbuSubtitles(bytes: Uint8Array, options: SubtitleOptions = {}): Subtitles {
  return finish('ebu-stl', parseEbuStl(bytes), options);
}

/** Makes subtitles of pictures whose text was recognised; failures as `parseSubtitles`. */
export function parsePictureSubtitles(
  format: PictureFormat,
  pictures: readonly RecognisedPicture[],
  options: SubtitleOptions = {},
): Subtitles {
  return finish(format, readPictures(pictures), options);
}

function finish(format: SubtitleFormat, raw: RawCues, options: SubtitleOptions): Subtitles {
  const { cues, issues } = repairCues(raw);
  if (cues.length === 0) {
    const pictures = raw.issues.filter(({ code }) => code === 'image-cue').length;
    if (pictures > 0) {
      throw new Failure('InvalidInput', 'The cues of the subtitle file are pictures (image profile), not text.', {
        ...(options.fileName === undefined ? {} : { file: options.fileName }),
        remedy: 'Give the text profile of the same subtitles, or a PGS or VobSub file with `--ocr`.',
        evidence: { format, pictures },
      });
    }
    throw new Failure('InvalidInput', 'The subtitle file holds no cue with text.', {
      ...(options.fileName === undefined ? {} : { file: options.fileName }),
      remedy: 'Give a file with at least one cue.',
      evidence: { format, timings: raw.cues.length },
    });
  }
  return { format, cues, issues };
}

/** By the specification; where nothing is left of a file so, as a tolerant player reads SubRip. */
function readWebVtt(text: string): RawCues {
  const strict = parseWebVtt(text);
  if (strict.cues.some((cue) => cue.text.trim() !== '')) return strict;
  const tolerant = parseSrt(text);
  if (tolerant.cues.length === 0) return strict;
  const isOwn = new Set(['missing-index', 'leading-text', 'bad-timing', 'coordinates']);
  const message = 'No cue of the file is valid WebVTT; it was read like SubRip.';
  const issues = tolerant.issues.filter((issue) => !isOwn.has(issue.code));
  return { cues: tolerant.cues, issues: [issueAt(1, 'not-webvtt', message), ...issues] };
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 10 || (unit === 13 && text.charCodeAt(at + 1) !== 10)) lines += 1;
  }
  return lines;
}
