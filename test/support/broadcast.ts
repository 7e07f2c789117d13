import { AVMEDIA_TYPE_SUBTITLE, AV_CODEC_ID_DVB_TELETEXT } from 'node-av/constants';
import { FFmpegError, FormatContext, Packet, Rational } from 'node-av/lib';

/** Two bytes of a caption channel by hexadecimal digits, at a time after the first picture. */
export interface SentPair {
  timeMs: number;
  hex: string;
}

/** A teletext page as a broadcaster sends it: rows of text by number; none erase the page. */
export interface SentPage {
  timeMs: number;
  /** Such as `0x888`. */
  page: number;
  rows: Record<number, string>;
  /** Bits C12 to C14: the letters of a nation. */
  national?: number;
  /** Letters outside of the basic set: row, column, mode and code. */
  enhancements?: [row: number, column: number, mode: number, code: number][];
}

/** What is put into a copy of a film: caption bytes inside its pictures, or a teletext stream beside them. */
interface Broadcast {
  pairs?: readonly SentPair[];
  pages?: readonly SentPage[];
}

/** Copies an H.264 film (MP4 or MPEG-TS) and puts the captions of a broadcast into it. */
export async function broadcast(from: string, to: string, { pairs = [], pages = [] }: Broadcast): Promise<void> {
  const input = new FormatContext();
  check(await input.openInput(`file:${from}`));
  check(await input.findStreamInfo());
  const video = input.streams[0]!;
  const output = new FormatContext();
  check(output.allocOutputContext2(null, null, to));
  const copy = output.newStream();
  check(video.codecpar.copy(copy.codecpar));
  copy.codecpar.codecTag = 0;
  copy.timeBase = video.timeBase;
  const text = pages.length === 0 ? null : output.newStream();
  if (text !== null) {
    text.codecpar.codecType = AVMEDIA_TYPE_SUBTITLE;
    text.codecpar.codecId = AV_CODEC_ID_DVB_TELETEXT;
    text.timeBase = new Rational(1, 90_000);
  }
  await output.openOutput();
  check(await output.writeHeader());
  for (const page of text === null ? [] : pages) {
    const packet = new Packet();
    packet.alloc();
    packet.data = teletextPayload(page);
    packet.streamIndex = text!.index;
    packet.pts = packet.dts = BigInt(page.timeMs * 90);
    packet.rescaleTs(new Rational(1, 90_000), text!.timeBase);
    check(await output.interleavedWriteFrame(packet));
  }
  const frames = await packetsOf(input, video.index);
  const { num, den } = video.timeBase;
  const times = frames.map(({ pts }) => (Number(pts) * 1000 * num) / den).sort((one, other) => one - other);
  for (const packet of frames) {
    const shown = times.indexOf((Number(packet.pts) * 1000 * num) / den);
    const [fromMs, toMs] = [times[shown]! - times[0]!, (times[shown + 1] ?? Infinity) - times[0]!];
    const due = pairs.filter(({ timeMs }) => Math.round(fromMs) <= timeMs && timeMs < Math.round(toMs));
    if (due.length > 0) {
      // New bytes come without the times and flags of the old ones.
      const { pts, dts, duration, flags } = packet;
      packet.data = withCaptions(packet.data!, due, to.endsWith('.ts'));
      Object.assign(packet, { pts, dts, duration, flags });
    }
    packet.rescaleTs(video.timeBase, copy.timeBase);
    check(await output.interleavedWriteFrame(packet));
  }
  check(await output.writeTrailer());
  await output.closeOutput();
}

async function packetsOf(input: FormatContext, stream: number): Promise<Packet[]> {
  const packets: Packet[] = [];
  const packet = new Packet();
  packet.alloc();
  while ((await input.readFrame(packet)) >= 0) {
    if (packet.streamIndex === stream) packets.push(packet.clone()!);
    packet.unref();
  }
  return packets;
}

/** A picture with a unit of supplemental information before its first slice (ATSC A/53, part 4). */
function withCaptions(data: Buffer, pairs: readonly SentPair[], isByteStream: boolean): Buffer {
  const triplets = pairs.flatMap(({ hex }) => [0xfc, ...Buffer.from(hex, 'hex')]);
  const userData = [0xb5, 0x00, 0x31, ...Buffer.from('GA94'), 0x03, 0xc0 | pairs.length, 0xff, ...triplets, 0xff];
  const unit = Buffer.from([0x06, 0x04, userData.length, ...userData, 0x80]);
  const start = isByteStream ? Buffer.from([0, 0, 0, 1]) : lengthOf(unit);
  const at = isByteStream ? sliceInByteStream(data) : 0;
  return Buffer.concat([data.subarray(0, at), start, unit, data.subarray(at)]);
}

function lengthOf(unit: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(unit.length);
  return length;
}

/** Where the first slice begins, its start code included: units of type 1 and 5. */
function sliceInByteStream(data: Buffer): number {
  for (let at = data.indexOf('000001', 0, 'hex'); at >= 0; at = data.indexOf('000001', at + 3, 'hex')) {
    const type = data[at + 3]! & 0x1f;
    if (type === 1 || type === 5) return data[at - 1] === 0 ? at - 1 : at;
  }
  return data.length;
}

const HAMMING = [0x15, 0x02, 0x49, 0x5e, 0x64, 0x73, 0x38, 0x2f, 0xd0, 0xc7, 0x8c, 0x9b, 0xa1, 0xb6, 0xfd, 0xea];

/** A PES payload of EN 300 472 that holds a page, and the header that ends it. */
export function teletextPayload({ page, rows, national = 0, enhancements = [] }: SentPage): Buffer {
  const magazine = (page >> 8) & 7;
  const units = [headerUnit(magazine, page & 0xff, national)];
  if (enhancements.length > 0) units.push(unitOf(magazine, 26, enhancementBytes(enhancements)));
  for (const [row, text] of Object.entries(rows)) {
    units.push(unitOf(magazine, Number(row), [0x0d, 0x0b, 0x0b, ...Buffer.from(text, 'latin1'), 0x0a].map(withParity)));
  }
  units.push(headerUnit(magazine, 0xff, 0));
  while (units.length % 4 !== 3) units.push([0xff, 0x2c, ...Array.from({ length: 44 }, () => 0xff)]);
  return Buffer.from([0x10, ...units.flat()]);
}

function headerUnit(magazine: number, page: number, national: number): number[] {
  const isSubtitle = page !== 0xff;
  const bits = ((national >> 2) & 1) | (national & 2) | ((national & 1) << 2);
  const nibbles = [page & 15, page >> 4, 0, isSubtitle ? 8 : 0, 0, isSubtitle ? 8 : 0, 0, 1 | (bits << 1)];
  return unitOf(magazine, 0, [...nibbles.map((nibble) => HAMMING[nibble]!), ...Array.from({ length: 32 }, () => 0x20)]);
}

function unitOf(magazine: number, row: number, data: readonly number[]): number[] {
  const address = magazine | (row << 3);
  const bytes = [HAMMING[address & 15]!, HAMMING[address >> 4]!, ...data];
  const padded = [...bytes, ...Array.from({ length: 42 - bytes.length }, () => 0x20)];
  return [0x03, 0x2c, 0xe0 | (row & 31), 0xe4, ...padded.map(reversed)];
}

/** Designation 0 and triplets of the Hamming 24/18 code. */
function enhancementBytes(enhancements: NonNullable<SentPage['enhancements']>): number[] {
  const triplets = enhancements.flatMap(([row, column, mode, code]) => [
    triplet(row === 24 ? 40 : 40 + row, 0x04, 0),
    triplet(column, mode, code),
  ]);
  const filled = Array.from({ length: 13 }, (_, index) => triplets[index] ?? triplet(63, 0x1f, 0x7f));
  return [HAMMING[0]!, ...filled.flat()];
}

function triplet(address: number, mode: number, code: number): number[] {
  const data = Array.from({ length: 18 }, (_, bit) => ((address | (mode << 6) | (code << 11)) >> bit) & 1);
  const bits = new Array<number>(25).fill(0);
  let next = 0;
  for (let place = 1; place <= 23; place += 1) if ((place & (place - 1)) !== 0) bits[place] = data[next++]!;
  for (const check of [1, 2, 4, 8, 16]) {
    let sum = 1;
    for (let place = 1; place <= 23; place += 1) if ((place & check) !== 0 && place !== check) sum ^= bits[place]!;
    bits[check] = sum;
  }
  bits[24] = bits.slice(1, 24).reduce((sum, bit) => sum ^ bit, 1);
  return [0, 8, 16].map((from) => bits.slice(from + 1, from + 9).reduce((byte, bit, at) => byte | (bit << at), 0));
}

function withParity(code: number): number {
  const ones = code.toString(2).replaceAll('0', '').length;
  return ones % 2 === 1 ? code : code | 0x80;
}

const reversed = (byte: number): number =>
  Number.parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2);

function check(code: number): void {
  if (code < 0) throw new Error(FFmpegError.strerror(code) ?? String(code));
}
