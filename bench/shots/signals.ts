import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { firstTicksOf } from '../../adapters/media/formats.ts';
import { FrameClock } from '../../adapters/media/frame-clock.ts';
import { openDecoding, ticksOf } from '../../adapters/media/libav-decode.ts';
import { openInput } from '../../adapters/media/libav-input.ts';
import { PictureScaler } from '../../adapters/media/libav-picture.ts';
import type { Thumbnail } from '../../core/keyframe/picture.ts';

/** Thumbnails and times of a film, as the engine sees them. */
export interface Signals {
  columns: number;
  rows: number;
  timesMs: number[];
  /** Thumbnail of frame `at`: views into one buffer. */
  thumbnail: (at: number) => Thumbnail;
}

/** What makes a thumbnail; kept signals are made again when one of these files changes. */
const MAKERS = ['adapters/media/libav-picture.ts', 'adapters/media/libav-decode.ts', 'core/keyframe/picture.ts'];

/** Signals of a film: the kept ones, or decoded once and kept under the name `kept`, beside the film by default. */
export async function signalsOf(file: string, keptAs = file): Promise<Signals> {
  const kept = `${keptAs}.${await makersHash()}.signals`;
  if (existsSync(kept)) return unpack(await readFile(kept));
  const bytes = await decode(file);
  await writeFile(`${kept}.part`, bytes);
  await rename(`${kept}.part`, kept);
  return unpack(bytes);
}

let hashOfMakers: Promise<string> | null = null;

function makersHash(): Promise<string> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  hashOfMakers ??= Promise.all(MAKERS.map((name) => readFile(root + name))).then((texts) => {
    return createHash('sha256').update(Buffer.concat(texts)).digest('hex').slice(0, 8);
  });
  return hashOfMakers;
}

/** Layout: frames, columns, rows (32 bits each), the times (64-bit floats), then luma, cb and cr of every frame. */
async function decode(file: string): Promise<Buffer> {
  const input = await openInput(file, file);
  const info = input.info();
  const { width, height } = info;
  const decoding = await openDecoding(input, null, () => undefined);
  const clock = new FrameClock({ ...info, firstTicks: firstTicksOf(info) });
  const scaler = new PictureScaler(width, height);
  const timesMs: number[] = [];
  const planes: Uint8Array[] = [];
  let size = { columns: 0, rows: 0 };
  for (const frame of decoding.frames()) {
    timesMs.push(clock.next(ticksOf(frame), frame.duration));
    const { thumbnail } = scaler.scale(frame);
    size = thumbnail;
    planes.push(thumbnail.luma, thumbnail.cb, thumbnail.cr);
  }
  scaler.close();
  decoding.close();
  const head = new Uint32Array([timesMs.length, size.columns, size.rows, 0]);
  const times = Float64Array.from(timesMs);
  return Buffer.concat([new Uint8Array(head.buffer), new Uint8Array(times.buffer), ...planes]);
}

function unpack(bytes: Buffer): Signals {
  const frames = bytes.readUInt32LE(0);
  const columns = bytes.readUInt32LE(4);
  const rows = bytes.readUInt32LE(8);
  const timesMs = Array.from({ length: frames }, (_, at) => bytes.readDoubleLE(16 + 8 * at));
  const first = 16 + 8 * frames;
  const size = columns * rows;
  const plane = (at: number, which: number): Uint8Array => {
    const from = first + (3 * at + which) * size;
    return bytes.subarray(from, from + size);
  };
  const thumbnail = (at: number): Thumbnail => {
    return { columns, rows, luma: plane(at, 0), cb: plane(at, 1), cr: plane(at, 2) };
  };
  return { columns, rows, timesMs, thumbnail };
}
