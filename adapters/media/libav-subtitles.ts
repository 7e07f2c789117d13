import { AVMEDIA_TYPE_SUBTITLE } from 'node-av/constants';
import { Packet } from 'node-av/lib';
import { Failure } from '../../core/contract/errors.ts';
import { isCaptionTrack, readCaptionTrack } from './libav-captions.ts';
import { keepOnly, openInput } from './libav-input.ts';
import { type SubtitlePacket, writeAss, writeSubRip } from './subtitle-text.ts';
import { ticksToMs } from './ticks.ts';

export interface SubtitleRequest {
  file: string;
  path: string;
  /** Index of the stream in the file. */
  stream: number;
}

/** Codecs whose packets are plain text, by FFmpeg's decoder name. */
const PLAIN = new Set(['subrip', 'srt', 'text', 'webvtt', 'mov_text']);
const STYLED = new Set(['ass', 'ssa']);

/** Reads the packets of an embedded text track and writes them as a subtitle file. Runs in the child. */
export async function readSubtitles(request: SubtitleRequest): Promise<{ format: 'srt' | 'ass'; text: string }> {
  const { format, info } = await openInput(request.file, request.path);
  const at = `stream ${request.stream}`;
  const stream = format.streams[request.stream];
  if (stream == null || stream.codecpar.codecType !== AVMEDIA_TYPE_SUBTITLE) {
    throw new Failure('InvalidInput', `no subtitle track at stream ${request.stream}: ${request.path}`, {
      file: request.path,
      at,
      remedy: 'Take a stream number from `subtitleTracks` of the media info.',
    });
  }
  const codec = info().subtitleTracks.find((track) => track.stream === request.stream)?.codec ?? 'unknown';
  if (isCaptionTrack(stream, codec)) return { format: 'srt', text: await readCaptionTrack(format, stream, codec) };
  if (!PLAIN.has(codec) && !STYLED.has(codec)) {
    throw new Failure('InvalidInput', `the subtitle track holds pictures or unknown data (${codec}): ${request.path}`, {
      file: request.path,
      at,
      remedy: 'Give a subtitle file of its own, or choose a text track.',
    });
  }
  keepOnly(format, request.stream);
  const packets: SubtitlePacket[] = [];
  const packet = new Packet();
  packet.alloc();
  while ((await format.readFrame(packet)) >= 0) {
    if (packet.streamIndex === request.stream && packet.data != null) {
      const startMs = ticksToMs(packet.pts, stream.timeBase);
      packets.push({
        startMs,
        endMs: startMs + ticksToMs(packet.duration, stream.timeBase),
        data: Uint8Array.from(packet.data),
      });
    }
    packet.unref();
  }
  if (STYLED.has(codec)) return { format: 'ass', text: writeAss(packets, stream.codecpar.extradata) };
  return { format: 'srt', text: writeSubRip(packets, { isMovText: codec === 'mov_text' }) };
}
