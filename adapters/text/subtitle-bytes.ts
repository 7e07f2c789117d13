import { Failure } from '../../core/contract/errors.ts';
import type { SubtitleOptions, Subtitles } from '../../core/subtitle/cue.ts';
import { isEbuStl } from '../../core/subtitle/ebu-stl.ts';
import { isSup } from '../../core/subtitle/sup.ts';
import { isVobSubIndex } from '../../core/subtitle/vobsub-files.ts';
import { parseEbuSubtitles, parseSubtitles } from '../../core/subtitle/parse.ts';
import { decodeText } from './decode.ts';

/** Subtitles with how their bytes were understood. */
export interface ReadSubtitles extends Subtitles {
  /**
   * WHATWG name of the encoding; `iso-6937` or `iso-8859-5` to `-8` for the code tables of EBU STL, `tesseract-eng` and
   * the like for text recognised in pictures.
   */
  encoding: string;
  /** 1 when the bytes prove the encoding, less for a guess; for pictures the mean of what the recogniser says. */
  encodingConfidence: number;
}

/** A subtitle file has some hundred kilobytes, the most decorated some megabytes. */
const MAX_SUBTITLE_BYTES = 16 << 20;

/** Names of the code tables of EBU STL by the number in the file's head. */
const EBU_TABLES: Record<string, string> = {
  '01': 'iso-8859-5',
  '02': 'iso-8859-6',
  '03': 'iso-8859-7',
  '04': 'iso-8859-8',
};

/**
 * Reads the bytes of a subtitle file, text in any encoding or EBU STL.
 * @throws Failure `InvalidInput` as `decodeText` and `parseSubtitles`, and for more bytes than subtitles have.
 */
export function readSubtitleBytes(bytes: Uint8Array, options: SubtitleOptions = {}): ReadSubtitles {
  const where = options.fileName === undefined ? {} : { file: options.fileName };
  if (bytes.length > MAX_SUBTITLE_BYTES) {
    throw new Failure('InvalidInput', 'The file is too large to be subtitles.', {
      ...where,
      remedy: 'Give the subtitles of one film.',
      evidence: { bytes: bytes.length, maxBytes: MAX_SUBTITLE_BYTES },
    });
  }
  if (isSup(bytes) || isVobSubIndex(Buffer.from(bytes.subarray(0, 64)).toString('latin1'))) {
    throw new Failure('InvalidInput', 'The file holds or names pictures of subtitles, not text.', {
      ...where,
      remedy: 'Recognise them with `storyloom subtitles FILE --ocr eng --format srt`, and give what it prints.',
    });
  }
  if (isEbuStl(bytes)) {
    const table = String.fromCharCode(...bytes.subarray(12, 14));
    const encoding = EBU_TABLES[table] ?? 'iso-6937';
    return { ...parseEbuSubtitles(bytes, options), encoding, encodingConfidence: 1 };
  }
  const { text, encoding, confidence } = decodeText(bytes, where);
  return { ...parseSubtitles(text, options), encoding, encodingConfidence: confidence };
}
