import { AVERROR_EAGAIN, AVERROR_EOF, AVSEEK_FLAG_BACKWARD, FF_THREAD_FRAME, FF_THREAD_SLICE } from 'node-av/constants';
import { Codec, CodecContext, Dictionary, FFmpegError, Frame, Packet } from 'node-av/lib';
import { availableParallelism } from 'node:os';
import { MAX_PIXELS } from './formats.ts';
import { type LibavInput, keepOnly, NO_TIME } from './libav-input.ts';
import { unreadable } from './media-failure.ts';

/** Decoding threads at most: more cost memory (a frame each) and gain nothing for one film. */
const MOST_THREADS = 16;

/** Counts of one decode pass. */
export interface DecodeTally {
  packets: number;
  /** Packets that the decoder refused. */
  errors: number;
  /** Error with which reading ended before the end of the file, if it did. */
  readError: string | null;
}

/** The frames of a video stream in presentation order, each valid until the next is asked for. */
export interface Decoding {
  tally: DecodeTally;
  frames: () => Generator<Frame>;
  close: () => void;
}

/** Opens the decoder of the chosen video stream, from `startMs` on if given (from the keyframe before it). */
export async function openDecoding(input: LibavInput, startMs: number | null): Promise<Decoding> {
  const { format, video, path } = input;
  const at = `stream ${video.index}`;
  const codec = Codec.findDecoder(video.codecpar.codecId);
  if (codec == null) throw unreadable(path, `no decoder for this kind of video`, at);
  keepOnly(format, video.index);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.parametersToContext(video.codecpar);
  context.pktTimebase = video.timeBase;
  context.threadCount = Math.min(MOST_THREADS, availableParallelism() + 1);
  context.threadType = (FF_THREAD_FRAME | FF_THREAD_SLICE) as typeof FF_THREAD_FRAME;
  const opened = await context.open2(codec, Dictionary.fromObject({ max_pixels: MAX_PIXELS }));
  if (opened < 0) throw unreadable(path, `the decoder refuses the stream (${FFmpegError.strerror(opened)})`, at);
  if (startMs != null && startMs > 0) {
    const target = BigInt(Math.floor((startMs * video.timeBase.den) / (1000 * video.timeBase.num)));
    await format.seekFrame(video.index, target, AVSEEK_FLAG_BACKWARD);
  }
  const tally: DecodeTally = { packets: 0, errors: 0, readError: null };
  return { tally, frames: () => decode(input, context, tally), close: () => context.freeContext() };
}

/**
 * Synchronous calls: the decoder's own threads work on while JavaScript looks at a frame, and a hop to the thread pool
 * per packet would cost more than it gains. The consumer gives the event loop its turns.
 */
function* decode(input: LibavInput, context: CodecContext, tally: DecodeTally): Generator<Frame> {
  const packet = new Packet();
  packet.alloc();
  const frame = new Frame();
  frame.alloc();
  let flushing = false;
  for (;;) {
    const received = context.receiveFrameSync(frame);
    if (received >= 0) {
      yield frame;
      frame.unref();
    } else if (received === AVERROR_EOF) {
      break;
    } else if (received !== AVERROR_EAGAIN) {
      tally.errors++;
      if (flushing) break;
    }
    if (received !== AVERROR_EAGAIN || flushing) continue;
    flushing = !feed(input, context, { packet, tally });
  }
  frame.free();
  packet.free();
}

/** Sends the next packet of the stream; false when the file is at its end and the decoder was told so. */
function feed(
  input: LibavInput,
  context: CodecContext,
  { packet, tally }: { packet: Packet; tally: DecodeTally },
): boolean {
  for (;;) {
    const read = input.format.readFrameSync(packet);
    if (read < 0) {
      if (read !== AVERROR_EOF) tally.readError = FFmpegError.strerror(read);
      context.sendPacketSync(null);
      return false;
    }
    const isOurs = packet.streamIndex === input.video.index;
    const sent = isOurs ? context.sendPacketSync(packet) : 0;
    packet.unref();
    if (!isOurs) continue;
    tally.packets++;
    if (sent < 0) tally.errors++;
    return true;
  }
}

/** Time of a frame in ticks of the stream, or null when the file gives none. */
export function ticksOf(frame: Frame): bigint | null {
  const ticks = frame.bestEffortTimestamp;
  return ticks === NO_TIME ? null : ticks;
}
