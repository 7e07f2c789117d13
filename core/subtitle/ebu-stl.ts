import type { RawCue, RawCues } from './cue.ts';
import { issueAt } from './cue.ts';
import { decodeEbu } from './ebu-characters.ts';

/** General information block and text blocks, in bytes (EBU Tech 3264). */
const GSI_BYTES = 1024;
const TTI_BYTES = 128;
const TEXT_FROM = 16;

/** Extension block numbers: the last block of a subtitle, and user data. */
const LAST_BLOCK = 0xff;
const FIRST_RESERVED = 0xf0;

/** Bytes of one subtitle that are read; 40 rows of text stay far below. */
const MAX_TEXT_BYTES = 4_096;

const NEW_LINE = 0x8a;
const UNUSED = 0x8f;

/** Whether bytes are an EBU STL file: its format code stands at the fourth byte. */
export function isEbuStl(bytes: Uint8Array): boolean {
  return bytes.length >= GSI_BYTES && /^STL\d\d\.\d\d$/.test(ascii(bytes, 3, 11));
}

/**
 * Reads EBU STL (Tech 3264): blocks of 128 bytes, joined by subtitle number. Times count from the programme's start
 * where the file names one.
 */
export function parseEbuStl(bytes: Uint8Array): RawCues {
  const issues: RawCues['issues'] = [];
  const fps = Number(ascii(bytes, 6, 8)) || 25;
  const table = ascii(bytes, 12, 14);
  const cues: (RawCue & { endMs: number })[] = [];
  let pending: number[] = [];
  const blocks = Math.floor((bytes.length - GSI_BYTES) / TTI_BYTES);
  for (let block = 0; block < blocks; block += 1) {
    const at = GSI_BYTES + block * TTI_BYTES;
    const extension = bytes[at + 3]!;
    const isComment = bytes[at + 15] === 1;
    if (isComment || (extension >= FIRST_RESERVED && extension !== LAST_BLOCK)) continue;
    if (pending.length < MAX_TEXT_BYTES) pending.push(...bytes.subarray(at + TEXT_FROM, at + TTI_BYTES));
    if (extension !== LAST_BLOCK) continue;
    cues.push({
      line: block + 1,
      startMs: readTime(bytes, at + 5, fps),
      endMs: readTime(bytes, at + 9, fps),
      text: readText(pending, table),
      id: String(bytes[at + 1]! + 256 * bytes[at + 2]!),
    });
    pending = [];
  }
  if ((bytes.length - GSI_BYTES) % TTI_BYTES !== 0 || pending.length > 0) {
    issues.push(issueAt(blocks + 1, 'truncated', 'The file ends inside a block, which was left out.', 'block'));
  }
  const startMs = programmeStart(ascii(bytes, 256, 264), fps);
  if (startMs > 0 && cues.length > 0 && cues.every((cue) => cue.startMs >= startMs)) {
    for (const cue of cues) {
      cue.startMs -= startMs;
      cue.endMs -= startMs;
    }
    issues.push(
      issueAt(1, 'programme-start', 'Times count from the start of the programme, not of the tape.', 'block'),
    );
  }
  return { cues, issues, place: 'block' };
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function readTime(bytes: Uint8Array, at: number, fps: number): number {
  const [hours, minutes, seconds, frames] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!] as const;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + Math.round((frames * 1000) / fps);
}

function programmeStart(digits: string, fps: number): number {
  if (!/^\d{8}$/.test(digits)) return 0;
  const [hours, minutes, seconds, frames] = digits.match(/\d\d/g)!.map(Number) as [number, number, number, number];
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + Math.round((frames * 1000) / fps);
}

/** Text of a field: new lines kept, control codes of teletext as blanks, and nothing that could read as markup. */
function readText(field: readonly number[], table: string): string {
  const lines: number[][] = [[]];
  for (const byte of field) {
    if (byte === NEW_LINE) lines.push([]);
    else if (byte === UNUSED || (byte >= 0x80 && byte < 0xa0) || byte === 0x7f) continue;
    else lines.at(-1)!.push(byte < 0x20 ? 0x20 : byte);
  }
  return lines
    .map((line) => decodeEbu(line, table).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'))
    .join('\n');
}
