import {
  AV_FRAME_FLAG_CORRUPT,
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AVSEEK_FLAG_BACKWARD,
  FF_THREAD_FRAME,
  FF_THREAD_SLICE,
} from 'node-av/constants';
import { Codec, CodecContext, Dictionary, FFmpegError, type Frame, Packet } from 'node-av/lib';
import { availableParallelism } from 'node:os';
import { isIndexed, MAX_PIXELS } from './formats.ts';
import { allocatedFrame } from './libav-graph.ts';
import { type LibavInput, keepOnly, NO_TIME } from './libav-input.ts';
import { unreadable } from './media-failure.ts';
import type { DecodeTally } from './scan-rules.ts';

/**
 * Decoding threads: twice the cores and two, so that frames lie ready while JavaScript looks at one. On two cores six
 * threads took a tenth less time than three. More than sixteen cost memory (a frame each) and gain nothing for one film.
 */
const MOST_THREADS = 16;

/** Memory for the frames that threads work on at the same time. */
const THREAD_BYTES = 512 * 1024 * 1024;

/** Threads for a film of this size. */
export function threadsFor({ width, height }: { width: number; height: number }): number {
  const affordable = Math.floor(THREAD_BYTES / (width * height * 3));
  return Math.max(1, Math.min(MOST_THREADS, 2 * availableParallelism() + 2, affordable));
}

/** The frames of a video stream in presentation order, each valid until the next is asked for. */
export interface Decoding {
  tally: DecodeTally;
  frames: () => Generator<Frame>;
  close: () => void;
}

/** How far before a wanted time is sought: frames stored after a keyframe may be shown before it. */
const SEEK_MARGIN_MS = 2_000;

/**
 * Opens the decoder of the chosen video stream, from a keyframe well before `startMs` on if given and the container has
 * an index. `onDamage` is called when the decoder refuses a packet.
 */
export async function openDecoding(input: LibavInput, startMs: number | null, onDamage: () => void): Promise<Decoding> {
  const { format, video, path } = input;
  const at = `stream ${video.index}`;
  const codec = Codec.findDecoder(video.codecpar.codecId);
  if (codec == null) throw unreadable(path, `no decoder for this kind of video`, at);
  keepOnly(format, video.index);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.parametersToContext(video.codecpar);
  context.pktTimebase = video.timeBase;
  context.threadCount = threadsFor(video.codecpar);
  context.threadType = (FF_THREAD_FRAME | FF_THREAD_SLICE) as typeof FF_THREAD_FRAME;
  const opened = await context.open2(codec, Dictionary.fromObject({ max_pixels: MAX_PIXELS }));
  if (opened < 0) throw unreadable(path, `the decoder refuses the stream (${FFmpegError.strerror(opened)})`, at);
  if (startMs != null && startMs > SEEK_MARGIN_MS && isIndexed(format.iformat?.name ?? '')) {
    const target = BigInt(Math.floor(((startMs - SEEK_MARGIN_MS) * video.timeBase.den) / (1000 * video.timeBase.num)));
    await format.seekFrame(video.index, target, AVSEEK_FLAG_BACKWARD);
  }
  const tally: DecodeTally = { packets: 0, errors: 0, readError: null };
  const refused = (): void => {
    tally.errors++;
    onDamage();
  };
  return {
    tally,
    frames: () => decode({ input, context, tally, refused, bytes: 0 }),
    close: () => context.freeContext(),
  };
}

interface DecodeRun {
  input: LibavInput;
  context: CodecContext;
  tally: DecodeTally;
  refused: () => void;
  /** Bytes of all packets so far. */
  bytes: number;
}

/** How often a file may be read over, and bytes that are granted to a small one: an edit list can repeat parts. */
const MOST_READS = 8;
const SPARE_BYTES = 16 * 1024 * 1024;

/**
 * Synchronous calls: the decoder's own threads work on while JavaScript looks at a frame, and a hop to the thread pool
 * per packet would cost more than it gains. The consumer gives the event loop its turns.
 */
function* decode(run: DecodeRun): Generator<Frame> {
  const { context } = run;
  const packet = new Packet();
  packet.alloc();
  const frame = allocatedFrame();
  let flushing = false;
  for (;;) {
    const received = context.receiveFrameSync(frame);
    if (received >= 0) {
      yield frame;
      frame.unref();
    } else if (received === AVERROR_EOF) {
      break;
    } else if (received !== AVERROR_EAGAIN) {
      run.refused();
      if (flushing) break;
    }
    if (received !== AVERROR_EAGAIN || flushing) continue;
    flushing = !feed(run, packet);
  }
  frame.free();
  packet.free();
}

/** Sends the next packet of the stream; false when the file is at its end and the decoder was told so. */
function feed(run: DecodeRun, packet: Packet): boolean {
  const { input, context, tally, refused } = run;
  for (;;) {
    const read = input.format.readFrameSync(packet);
    if (read < 0) {
      if (read !== AVERROR_EOF) tally.readError = FFmpegError.strerror(read);
      context.sendPacketSync(null);
      return false;
    }
    run.bytes += packet.size;
    checkBytesRead(run.bytes, input, `packet ${tally.packets}`);
    const isOurs = packet.streamIndex === input.video.index;
    const sent = isOurs ? context.sendPacketSync(packet) : 0;
    packet.unref();
    if (!isOurs) continue;
    tally.packets++;
    if (sent < 0) refused();
    return true;
  }
}

/** Throws `CorruptMedia` when more packets were read than the file can hold. */
export function checkBytesRead(bytes: number, input: LibavInput, at: string): void {
  if (bytes > MOST_READS * input.bytes + SPARE_BYTES) {
    throw unreadable(input.path, 'the index leads to the same data again and again', at);
  }
}

/** Time of a frame in ticks of the stream, or null when the file gives none. */
export function ticksOf(frame: Frame): bigint | null {
  const ticks = frame.bestEffortTimestamp;
  return ticks === NO_TIME ? null : ticks;
}

/** Whether the decoder says that a picture is not whole. */
export function isDamaged(frame: Frame): boolean {
  return frame.decodeErrorFlags !== 0 || frame.hasFlags(AV_FRAME_FLAG_CORRUPT);
}
