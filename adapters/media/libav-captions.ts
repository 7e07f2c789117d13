import { AVMEDIA_TYPE_SUBTITLE } from 'node-av/constants';
import { type FormatContext, Packet, type Stream } from 'node-av/lib';
import { PictureCaptions } from '../../core/subtitle/picture-captions.ts';
import { TeletextDecoder } from '../../core/subtitle/teletext.ts';
import { keepOnly, NO_TIME, openInput } from './libav-input.ts';
import { writeCaptions } from './subtitle-text.ts';
import { ticksToMs } from './ticks.ts';

export interface CaptionRequest {
  file: string;
  path: string;
}

/** Time that the last caption stays when nothing ends it. */
const LAST_CAPTION_MS = 4_000;
/** Pictures among which the first with room for captions is looked for: encoders send it from the begin on. */
const FIRST_PICTURES = 3_000;

/** Closed captions inside the pictures of a video, as SubRip; null where there are none. Runs in the child. */
export async function readPictureCaptions(request: CaptionRequest): Promise<string | null> {
  const { format, video } = await openInput(request.file, request.path);
  const captions = new PictureCaptions();
  let pictures = 0;
  await eachPacket(format, video, (data, timeMs) => {
    captions.writePicture(data, timeMs);
    pictures += 1;
    return captions.isCarried || pictures < FIRST_PICTURES;
  });
  const found = captions.captions(LAST_CAPTION_MS);
  return found.length === 0 ? null : writeCaptions(found);
}

/** Reads a track of broadcast captions as SubRip: teletext, or CEA-608 in a track of its own (QuickTime's `c608`). */
export async function readCaptionTrack(format: FormatContext, stream: Stream, codec: string): Promise<string> {
  if (codec === 'dvb_teletext') {
    const decoder = new TeletextDecoder();
    let latestMs = 0;
    await eachPacket(format, stream, (data, timeMs) => {
      decoder.write(data, timeMs);
      latestMs = Math.max(latestMs, timeMs);
      return true;
    });
    return writeCaptions(decoder.finish(latestMs + LAST_CAPTION_MS));
  }
  const captions = new PictureCaptions();
  await eachPacket(format, stream, (data, timeMs) => {
    captions.writeTriplets(data, timeMs);
    return true;
  });
  return writeCaptions(captions.captions(LAST_CAPTION_MS));
}

/** Whether a subtitle track holds captions of broadcast. */
export const isCaptionTrack = (stream: Stream, codec: string): boolean =>
  stream.codecpar.codecType === AVMEDIA_TYPE_SUBTITLE && (codec === 'dvb_teletext' || codec === 'eia_608');

/** Gives the packets of a stream with their presentation times until it is told that they are enough. */
async function eachPacket(
  format: FormatContext,
  stream: Stream,
  take: (data: Uint8Array, timeMs: number) => boolean,
): Promise<void> {
  keepOnly(format, stream.index);
  const packet = new Packet();
  packet.alloc();
  let isWanted = true;
  while (isWanted && (await format.readFrame(packet)) >= 0) {
    const ticks = packet.pts === NO_TIME ? packet.dts : packet.pts;
    if (packet.streamIndex === stream.index && packet.data != null && ticks !== NO_TIME) {
      isWanted = take(packet.data, ticksToMs(ticks, stream.timeBase));
    }
    packet.unref();
  }
}
