import { open, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { boxesOf, firstMediaTicks, withBox, withEdits } from './mp4-boxes.ts';
import { numberedFilm } from './numbered.ts';
import { paced, renderFilm, SIZE } from './render.ts';

/** A file that attacks a decoder or its machine, and the classes that may refuse it. */
export interface HostileFilm {
  name: string;
  make: (file: string, film: Buffer) => Promise<void>;
  refusedAs: readonly string[];
}

/** An MP4 film of 60 frames in a folder. */
export async function plainFilm(folder: string): Promise<string> {
  const frames = paced(numberedFilm(60, [20, 40]));
  return renderFilm(join(folder, 'plain.mp4'), { ...SIZE, timeBase: { num: 1, den: 25 }, frames, bFrames: 2 });
}

const STSZ = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsz'];
const DREF = ['moov', 'trak', 'mdia', 'minf', 'dinf', 'dref'];

/** A Macintosh alias that says where the media lie. */
function aliasTo(path: string): Buffer {
  const name = Buffer.from(path.length % 2 === 0 ? path : `${path}\0`);
  const record = Buffer.alloc(170 + name.length);
  record.writeUInt32BE(record.length, 0);
  record.write('alis', 4, 'latin1');
  const [type, length] = [12 + 10 + 28 + 12 + 64 + 16 + 4 + 16, 2];
  record.writeUInt16BE(2, type);
  record.writeUInt16BE(name.length, type + length);
  name.copy(record, type + length + 2);
  record.writeUInt16BE(0xffff, type + length + 2 + name.length);
  const reference = Buffer.alloc(8);
  reference.writeUInt32BE(1, 4);
  return Buffer.concat([reference, record]);
}

const text = (content: string) => (file: string) => writeFile(file, content);

/** Files that must be refused, each by its class, with nothing opened, nothing left and little memory. */
export const HOSTILE_FILMS: readonly HostileFilm[] = [
  { name: 'playlist.mp4', make: text('#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'), refusedAs: ['UnsafeMedia'] },
  { name: 'spaced.m3u8', make: text('\n \t#EXTM3U\nhttp://127.0.0.1:9/a.ts\n'), refusedAs: ['UnsafeMedia'] },
  { name: 'marked.mp4', make: text('\uFEFF#EXTM3U\n/etc/passwd\n'), refusedAs: ['UnsafeMedia'] },
  { name: 'script.mkv', make: text("ffconcat version 1.0\nfile '/etc/passwd'\n"), refusedAs: ['UnsafeMedia'] },
  { name: 'commented.mp4', make: text("# a list\nfile '/etc/passwd'\n"), refusedAs: ['UnsafeMedia'] },
  {
    name: 'dash.mpd',
    make: text('<!-- x --><MPD type="static"><BaseURL>http://a/</BaseURL></MPD>'),
    refusedAs: ['UnsafeMedia'],
  },
  {
    name: 'session.sdp',
    make: text('v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n'),
    refusedAs: ['UnsafeMedia'],
  },
  { name: 'lavfi.mp4', make: text('movie=/etc/passwd'), refusedAs: ['UnsafeMedia'] },
  { name: 'subtitles.mp4', make: text('1\n00:00:01,000 --> 00:00:02,000\nHello\n'), refusedAs: ['CorruptMedia'] },
  { name: 'picture.ppm', make: text('P6 2 2 255\n123456789012'), refusedAs: ['CorruptMedia'] },
  { name: 'zero.mp4', make: text(''), refusedAs: ['CorruptMedia'] },
  { name: 'zeros.mkv', make: (file) => writeFile(file, Buffer.alloc(100_000)), refusedAs: ['CorruptMedia'] },
  {
    name: 'elsewhere.mov',
    make: (file, film) => writeFile(file, withBox(film, DREF, aliasTo('/etc/passwd'))),
    refusedAs: ['UnsafeMedia'],
  },
  { name: 'huge.y4m', make: text('YUV4MPEG2 W100000 H100000 F25:1 C420\nFRAME\nabc'), refusedAs: ['CorruptMedia'] },
  {
    name: 'no-samples.mp4',
    make: (file, film) => writeFile(file, withBox(film, STSZ, Buffer.alloc(12))),
    refusedAs: ['CorruptMedia'],
  },
  {
    // 537 million samples of one byte: an index of 13 gigabytes.
    name: 'index-bomb.mp4',
    make: (file, film) => {
      const sizes = Buffer.alloc(12);
      sizes.writeUInt32BE(1, 4);
      sizes.writeUInt32BE(0x2000_0000, 8);
      return writeFile(file, withBox(film, STSZ, sizes));
    },
    refusedAs: ['CorruptMedia'],
  },
  {
    name: 'repeats.mp4',
    make: (file, film) => {
      const edit = { durationMs: 2_400, mediaTicks: firstMediaTicks(film) };
      return writeFile(
        file,
        withEdits(
          film,
          Array.from({ length: 4_000 }, () => edit),
        ),
      );
    },
    refusedAs: ['CorruptMedia'],
  },
  {
    name: 'index-only.mp4',
    make: (file, film) => writeFile(file, film.subarray(0, 2_000)),
    refusedAs: ['CorruptMedia'],
  },
  {
    name: 'noise-inside.mp4',
    make: (file, film) => {
      const bytes = Buffer.from(film);
      const media = boxesOf(bytes, ['mdat']).at(-1)!;
      for (let at = media.content; at < media.end; at++) bytes[at] = (at * 167 + (at >> 3) * 31) % 256;
      return writeFile(file, bytes);
    },
    refusedAs: ['CorruptMedia'],
  },
  {
    name: 'endless-zeros.h264',
    make: async (file, film) => {
      await writeFile(file, film.subarray(0, 0));
      const handle = await open(file, 'a');
      await handle.write(Buffer.from([0, 0, 0, 1, 0x67]));
      await handle.close();
      await truncate(file, 2 ** 40);
    },
    refusedAs: ['CorruptMedia'],
  },
];
