import { analyse } from 'chardet';
import { Failure } from '../../core/contract/errors.ts';
import { decodeSingleByte, guessSingleByte } from './single-byte.ts';

export interface DecodedText {
  /** Text without byte order mark. */
  text: string;
  /** WHATWG name of the encoding, lower case, such as `utf-8` or `windows-1251`. */
  encoding: string;
  /** 1 for a byte order mark or valid UTF-8 beyond ASCII, less for a guess. */
  confidence: number;
}

/** Bytes that a guess is made from; legacy detectors gain nothing from more. */
const SAMPLE_BYTES = 1 << 16;
/** Share of control characters above which a decoded text is taken for binary data. */
const MAX_CONTROL_SHARE = 0.01;

/** Score from which on a text in one byte a character is believed without a look at the others. */
const MIN_SINGLE_SCORE = 0.45;
/** Confidence below which pairs of bytes are chance, where one byte a character makes some sense too. */
const MIN_PAIR_CONFIDENCE = 0.2;
const MULTI_BYTE = new Set(['shift_jis', 'euc-jp', 'euc-kr', 'gb18030', 'big5', 'iso-2022-jp']);

const MARKS: { bytes: number[]; encoding: string }[] = [
  { bytes: [0xff, 0xfe, 0, 0], encoding: 'utf-32le' },
  { bytes: [0, 0, 0xfe, 0xff], encoding: 'utf-32be' },
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
];

const CONTAINERS: { magic: string; name: string; remedy: string }[] = [
  { magic: '%PDF-', name: 'a PDF document', remedy: 'Export the text of the PDF, then give that file.' },
  { magic: 'PK\u0003\u0004', name: 'a ZIP archive', remedy: 'Unpack the archive, then give the file inside.' },
  { magic: '\u001f\u008b', name: 'a gzip archive', remedy: 'Unpack the archive, then give the file inside.' },
  { magic: 'Rar!', name: 'a RAR archive', remedy: 'Unpack the archive, then give the file inside.' },
  { magic: '{\\rtf', name: 'an RTF document', remedy: 'Save the document as plain text, then give that file.' },
];

/**
 * Turns the bytes of a text file into a string: byte order mark, then strict UTF-8, then UTF-16/32 by the places of
 * zero bytes, then the most probable legacy encoding.
 * @throws Failure `InvalidInput` for archives, documents and other binary data.
 */
export function decodeText(bytes: Uint8Array, options: { file?: string } = {}): DecodedText {
  const where = options.file === undefined ? {} : { file: options.file };
  const head = String.fromCharCode(...bytes.subarray(0, 8));
  const container = CONTAINERS.find(({ magic }) => head.startsWith(magic));
  if (container !== undefined) {
    throw new Failure('InvalidInput', `This is ${container.name}, not a text file.`, {
      ...where,
      remedy: container.remedy,
    });
  }
  const decoded = decodeMarked(bytes) ?? decodeWide(bytes) ?? decodeUtf8(bytes) ?? decodeLegacy(bytes);
  if (decoded === undefined || looksBinary(decoded.text)) {
    throw new Failure('InvalidInput', 'This is binary data, not a text file in any known encoding.', {
      ...where,
      remedy: 'Give a text file, best in UTF-8.',
    });
  }
  return decoded;
}

function decodeMarked(bytes: Uint8Array): DecodedText | undefined {
  const mark = MARKS.find((candidate) => candidate.bytes.every((byte, index) => bytes[index] === byte));
  if (mark === undefined) return undefined;
  const text = decodeAs(bytes.subarray(mark.bytes.length), mark.encoding, false);
  return text === undefined ? undefined : { text, encoding: mark.encoding, confidence: 1 };
}

/** UTF-16 and UTF-32 without a mark: Latin letters, digits, spaces and line ends leave zeros in fixed places. */
function decodeWide(bytes: Uint8Array): DecodedText | undefined {
  const sample = bytes.subarray(0, SAMPLE_BYTES - (SAMPLE_BYTES % 4));
  const zeros = [0, 0, 0, 0];
  for (let index = 0; index < sample.length; index += 1) if (sample[index] === 0) zeros[index % 4]! += 1;
  const total = zeros.reduce((sum, count) => sum + count, 0);
  if (total === 0 || sample.length < 4) return undefined;
  const [first = 0, second = 0, third = 0, fourth = 0] = zeros;
  const quarter = sample.length / 4;
  const order: string[] = [];
  if (third > 0.9 * quarter && fourth > 0.9 * quarter) order.push('utf-32le');
  if (first > 0.9 * quarter && second > 0.9 * quarter) order.push('utf-32be');
  order.push(...(second + fourth >= first + third ? ['utf-16le', 'utf-16be'] : ['utf-16be', 'utf-16le']));
  for (const encoding of order) {
    const start = decodeAs(sample, encoding, false);
    if (start === undefined || looksBinary(start) || !/[\n\r ]/.test(start)) continue;
    const text = decodeAs(bytes, encoding, true);
    if (text !== undefined && !looksBinary(text)) return { text, encoding, confidence: 0.9 };
  }
  return undefined;
}

function decodeUtf8(bytes: Uint8Array): DecodedText | undefined {
  const text = decodeAs(bytes, 'utf-8', true);
  return text === undefined ? undefined : { text, encoding: 'utf-8', confidence: 1 };
}

/** Encodings of two bytes a character by their frequent pairs, else the single-byte one that reads like a language. */
function decodeLegacy(bytes: Uint8Array): DecodedText {
  const single = guessSingleByte(bytes);
  const strict = single.score >= MIN_SINGLE_SCORE ? undefined : decodeMultiByte(bytes);
  if (strict !== undefined && (single.score <= 0 || strict.confidence >= MIN_PAIR_CONFIDENCE)) return strict;
  const text = decodeSingleByte(bytes, single.encoding);
  return { text, encoding: single.encoding, confidence: single.confidence };
}

function decodeMultiByte(bytes: Uint8Array): DecodedText | undefined {
  for (const { name, confidence } of analyse(bytes.subarray(0, SAMPLE_BYTES))) {
    const encoding = name.toLowerCase();
    if (!MULTI_BYTE.has(encoding)) continue;
    const text = decodeAs(bytes, encoding, true);
    if (text !== undefined && !looksBinary(text))
      return { text, encoding, confidence: Math.min(0.95, confidence / 100) };
  }
  return undefined;
}

function decodeAs(bytes: Uint8Array, encoding: string, strict: boolean): string | undefined {
  if (encoding.startsWith('utf-32')) return decodeUtf32(bytes, encoding === 'utf-32le');
  try {
    return new TextDecoder(encoding, { fatal: strict }).decode(bytes);
  } catch {
    return undefined;
  }
}

function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  let points: number[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const point = view.getUint32(at, littleEndian);
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return undefined;
    points.push(point);
    if (points.length < 4_096) continue;
    text += String.fromCodePoint(...points);
    points = [];
  }
  return text + String.fromCodePoint(...points);
}

/** Control characters other than tab, line ends and form feed do not occur in text. */
function looksBinary(text: string): boolean {
  let controls = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    const isControl = (unit < 32 && unit !== 9 && unit !== 10 && unit !== 12 && unit !== 13) || unit === 0xfffe;
    if (isControl || (unit >= 0x7f && unit < 0xa0 && unit !== 0x85)) controls += 1;
  }
  return controls > Math.max(text.length * MAX_CONTROL_SHARE, text.length < 100 ? 0 : 1);
}
