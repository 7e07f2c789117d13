import type { ScreenText } from './cea608.ts';
import { accentedCharacter, supplementaryCharacter, teletextCharacter } from './teletext-characters.ts';

/** A data unit: its kind, its length, then field and line, framing code and 42 bytes (EN 300 472). */
const UNIT_BYTES = 46;
const UNIT_LENGTH = 44;
const UNITS = new Set([0x02, 0x03]);
const ROWS = 24;
const COLUMNS = 40;
const [END_BOX, START_BOX] = [0x0a, 0x0b];
/** Address of an enhancement from which it names a row, not a column. */
const ROW_ADDRESS = 40;

/** A character that replaces the one of the basic set at its place. */
interface Enhancement {
  row: number;
  column: number;
  character: string;
}

/** A page on its way: rows of 7-bit codes by number. */
interface Page {
  address: number;
  isSubtitle: boolean;
  option: number;
  atMs: number;
  rows: Map<number, Uint8Array>;
  enhancements: Enhancement[];
}

/** Decoder of DVB teletext subtitles: PES payloads in, captions of the page with most of them out. */
export class TeletextDecoder {
  /** Pages that are being sent, by magazine: several may be interleaved. */
  readonly #sent = new Map<number, Page>();
  readonly #shown = new Map<number, { text: string; sinceMs: number }>();
  readonly #captions = new Map<number, ScreenText[]>();

  /** Takes the payload of a packet that is shown at `timeMs`. */
  write(payload: Uint8Array, timeMs: number): void {
    for (let at = 1; at + UNIT_BYTES <= payload.length; at += 2 + payload[at + 1]!) {
      if (!UNITS.has(payload[at]!) || payload[at + 1] !== UNIT_LENGTH) continue;
      this.#packet(payload.subarray(at + 4, at + UNIT_BYTES).map(reverseBits), timeMs);
    }
  }

  /** Ends what is still shown and gives the captions of the page that has most text. */
  finish(timeMs: number): ScreenText[] {
    for (const page of this.#sent.values()) this.#show(page);
    for (const address of this.#shown.keys()) this.#release(address, timeMs);
    const letters = (captions: ScreenText[]): number => captions.reduce((sum, { text }) => sum + text.length, 0);
    const pages = [...this.#captions.values()].toSorted((one, other) => letters(other) - letters(one));
    return pages[0] ?? [];
  }

  #packet(bytes: Uint8Array, timeMs: number): void {
    const [low, high] = [unhamming(bytes[0]!), unhamming(bytes[1]!)];
    if (low === null || high === null) return;
    const magazine = low & 7;
    const row = (low >> 3) | (high << 1);
    const data = bytes.subarray(2);
    if (row === 0) {
      this.#header(magazine, data, timeMs);
      return;
    }
    const page = this.#sent.get(magazine);
    if (page === undefined || !page.isSubtitle) return;
    if (row <= ROWS) page.rows.set(row, data.map(withoutParity));
    else if (row === 26) page.enhancements.push(...enhancementsOf(data));
  }

  /** A header ends the page that its magazine was sending, in serial transmission that of every magazine. */
  #header(magazine: number, data: Uint8Array, timeMs: number): void {
    const nibbles = [...data.subarray(0, 8)].map(unhamming);
    if (nibbles.includes(null)) return;
    const [units, tens, , erase, , kind, , national] = nibbles as number[];
    const isSerial = (national! & 1) !== 0;
    for (const [other, page] of this.#sent) {
      if (other !== magazine && !isSerial) continue;
      this.#show(page);
      this.#sent.delete(other);
    }
    const isSubtitle = (kind! & 8) !== 0;
    const address = ((magazine === 0 ? 8 : magazine) << 8) | (tens! << 4) | units!;
    if (isSubtitle && (erase! & 8) !== 0) this.#release(address, timeMs);
    const option = ((national! & 2) << 1) | ((national! & 4) >> 1) | ((national! & 8) >> 3);
    this.#sent.set(magazine, { address, isSubtitle, option, atMs: timeMs, rows: new Map(), enhancements: [] });
  }

  #show(page: Page): void {
    if (!page.isSubtitle) return;
    const text = textOf(page);
    if (this.#shown.get(page.address)?.text === text) return;
    this.#release(page.address, page.atMs);
    if (text !== '') this.#shown.set(page.address, { text, sinceMs: page.atMs });
  }

  /** Takes a page off the screen; the same text sent anew at that moment goes on. */
  #release(address: number, timeMs: number): void {
    const shown = this.#shown.get(address);
    if (shown === undefined) return;
    this.#shown.delete(address);
    const captions = this.#captions.get(address) ?? [];
    this.#captions.set(address, captions);
    const last = captions.at(-1);
    if (last?.text === shown.text && last.endMs === shown.sinceMs) last.endMs = timeMs;
    else captions.push({ startMs: shown.sinceMs, endMs: timeMs, text: shown.text });
  }
}

function textOf({ rows, enhancements, option }: Page): string {
  const lines: string[] = [];
  for (const [number, codes] of [...rows].toSorted(([one], [other]) => one - other)) {
    const cells = Array.from(codes, (code) => teletextCharacter(code, option));
    for (const { row, column, character } of enhancements) if (row === number) cells[column] = character;
    // What stands outside of the box belongs to the page, not to the subtitle.
    const start = codes.indexOf(START_BOX);
    const end = codes.indexOf(END_BOX, start);
    const line = cells.slice(start + 1, end < 0 ? COLUMNS : end).join('');
    const text = line.replaceAll(/ {2,}/g, ' ').trim();
    if (start >= 0 && text !== '') lines.push(text);
  }
  return lines.join('\n');
}

/** Letters outside of the basic set: thirteen triplets of address, mode and data; a row stands before its columns. */
function enhancementsOf(data: Uint8Array): Enhancement[] {
  const found: Enhancement[] = [];
  let row = 0;
  for (let at = 1; at + 3 <= data.length; at += 3) {
    const [first, second, third] = [data[at]!, data[at + 1]!, data[at + 2]!];
    const bits = ((first >> 2) & 1) | ((first >> 3) & 0xe) | ((second & 0x7f) << 4) | ((third & 0x7f) << 11);
    const [address, mode, code] = [bits & 0x3f, (bits >> 6) & 0x1f, (bits >> 11) & 0x7f];
    if (address >= ROW_ADDRESS) {
      if (mode === 0x04) row = address === ROW_ADDRESS ? ROWS : address - ROW_ADDRESS;
    } else if (code >= 0x20 && mode === 0x0f) {
      found.push({ row, column: address, character: supplementaryCharacter(code) });
    } else if (code >= 0x20 && mode >= 0x10) {
      found.push({ row, column: address, character: accentedCharacter(mode, code) });
    }
  }
  return found;
}

/** Bytes travel with their lowest bit first. */
function reverseBits(byte: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit += 1) reversed |= ((byte >> bit) & 1) << (7 - bit);
  return reversed;
}

/** The code of a byte with odd parity; a damaged one is a space. */
function withoutParity(byte: number): number {
  let ones = 0;
  for (let bit = 0; bit < 8; bit += 1) ones += (byte >> bit) & 1;
  return ones % 2 === 1 ? byte & 0x7f : 0x20;
}

/** The four bits of a byte of the Hamming 8/4 code, one wrong bit mended; null where more are wrong. */
function unhamming(byte: number): number | null {
  return HAMMING[byte]!;
}

/** Code words of the values 0 to 15 (ETS 300 706, 8.2); two differ in four bits at least. */
const CODE_WORDS = [0x15, 0x02, 0x49, 0x5e, 0x64, 0x73, 0x38, 0x2f, 0xd0, 0xc7, 0x8c, 0x9b, 0xa1, 0xb6, 0xfd, 0xea];
const HAMMING: (number | null)[] = Array.from({ length: 256 }, () => null);
for (const [value, word] of CODE_WORDS.entries()) {
  HAMMING[word] = value;
  for (let bit = 0; bit < 8; bit += 1) HAMMING[word ^ (1 << bit)] = value;
}
