import { AVMEDIA_TYPE_SUBTITLE } from 'node-av/constants';
import { Packet } from 'node-av/lib';
import { join } from 'node:path';
import { Failure } from '../../core/contract/errors.ts';
import type { SubtitleBitmap } from '../../core/subtitle/bitmap.ts';
import { MAX_CUES } from '../../core/subtitle/cue.ts';
import { PgsDecoder } from '../../core/subtitle/pgs.ts';
import { readVobSub, readVobSubPalette } from '../../core/subtitle/vobsub.ts';
import type { SubtitlePicture } from './engine.ts';
import { keepOnly, openInput } from './libav-input.ts';
import { writeSubtitlePng } from './subtitle-png.ts';
import { ticksToMs } from './ticks.ts';

export interface BitmapRequest {
  file: string;
  path: string;
  /** Index of the stream in the file. */
  stream: number;
  /** Folder that takes the pictures. */
  directory: string;
}

/** Decodes a PGS or VobSub track into PNG files. Runs in the child. */
export async function writeSubtitlePictures(request: BitmapRequest): Promise<SubtitlePicture[]> {
  const { format, info } = await openInput(request.file, request.path);
  const stream = format.streams[request.stream];
  const codec = info().subtitleTracks.find((track) => track.stream === request.stream)?.codec ?? 'none';
  if (stream?.codecpar.codecType !== AVMEDIA_TYPE_SUBTITLE || !/pgs|dvd/.test(codec)) {
    throw new Failure('InvalidInput', `no track of pictures that can be read at stream ${request.stream} (${codec})`, {
      file: request.path,
      at: `stream ${request.stream}`,
      remedy: 'Take the stream of a PGS or VobSub track from `subtitleTracks` of the media info.',
    });
  }
  keepOnly(format, request.stream);
  const decode = codec.includes('pgs') ? decodePgs() : decodeVobSub(stream.codecpar.extradata);
  const pictures: { file: string; bitmap: Omit<SubtitleBitmap, 'pixels'> }[] = [];
  const packet = new Packet();
  packet.alloc();
  while ((await format.readFrame(packet)) >= 0) {
    if (packet.streamIndex === request.stream && packet.data != null) {
      const timeMs = ticksToMs(packet.pts, stream.timeBase);
      for (const bitmap of decode(packet.data, timeMs, ticksToMs(packet.duration, stream.timeBase))) {
        const file = join(request.directory, `${String(pictures.length).padStart(5, '0')}.png`);
        await writeSubtitlePng(bitmap, file);
        pictures.push({ file, bitmap });
      }
      if (pictures.length > MAX_CUES) throw tooMany(request);
    }
    packet.unref();
  }
  return pictures.map(({ file, bitmap }) => ({ file, startMs: bitmap.startMs, endMs: bitmap.endMs }));
}

/** Pictures that a packet completes; the end of a picture may come with a later packet. */
type Decode = (packet: Uint8Array, timeMs: number, durationMs: number) => SubtitleBitmap[];

function decodePgs(): Decode {
  const decoder = new PgsDecoder();
  let taken = 0;
  return (packet, timeMs) => {
    decoder.write(packet, timeMs);
    const fresh = decoder.bitmaps.slice(taken);
    taken = decoder.bitmaps.length;
    return fresh;
  };
}

function decodeVobSub(index: Uint8Array | null): Decode {
  const lumas = readVobSubPalette(Buffer.from(index ?? []).toString('latin1'));
  return (packet, timeMs, durationMs) => {
    const bitmap = readVobSub(packet, timeMs, lumas);
    if (bitmap === undefined) return [];
    return [{ ...bitmap, endMs: bitmap.endMs ?? (durationMs > 0 ? timeMs + durationMs : null) }];
  };
}

function tooMany(request: BitmapRequest): Failure {
  return new Failure('InvalidInput', 'The track holds more pictures than a film can have cues.', {
    file: request.path,
    at: `stream ${request.stream}`,
    remedy: 'Give a subtitle file of its own.',
    evidence: { maxPictures: MAX_CUES },
  });
}
