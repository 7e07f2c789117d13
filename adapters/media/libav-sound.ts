import { AVMEDIA_TYPE_AUDIO } from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, Packet, type Stream } from 'node-av/lib';
import { setImmediate } from 'node:timers/promises';
import { LevelMeter } from '../../core/align/sound-levels.ts';
import { checkBytesRead, ticksOf } from './libav-decode.ts';
import { allocatedFrame } from './libav-graph.ts';
import { keepOnly, type LibavInput, openInput } from './libav-input.ts';
import { MonoGraph } from './libav-mono.ts';
import { unreadable } from './media-failure.ts';

export interface SoundRequest {
  file: string;
  path: string;
}

/** Frames of sound between two signs of life: some seconds of film. */
const REPORT_FRAMES = 256;

/** Levels of the first audio stream in base64, null when the film is silent. Runs in the child. */
export async function measureSound(request: SoundRequest, onAlive: () => void): Promise<string | null> {
  const input = await openInput(request.file, request.path);
  const stream = input.format.streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_AUDIO);
  if (stream == null) return null;
  const context = await openSoundDecoder(input, stream);
  const meter = new LevelMeter();
  const frame = allocatedFrame();
  let graph: MonoGraph | undefined;
  let frames = 0;
  for (const packet of packetsOf(input, stream)) {
    // What the decoder refuses is a gap; the next timestamps say how long it is.
    context.sendPacketSync(packet);
    while (context.receiveFrameSync(frame) >= 0) {
      graph = MonoGraph.for(frame, graph);
      const ticks = ticksOf(frame);
      const startMs = ticks == null ? null : (Number(ticks) * 1000 * stream.timeBase.num) / stream.timeBase.den;
      meter.write(graph.apply(frame), startMs);
      frame.unref();
      if (++frames % REPORT_FRAMES === 0) {
        onAlive();
        await setImmediate();
      }
    }
  }
  graph?.close();
  frame.free();
  context.freeContext();
  if (meter.isEmpty) throw unreadable(request.path, 'the sound cannot be decoded', `stream ${stream.index}`);
  return Buffer.from(meter.levels()).toString('base64');
}

async function openSoundDecoder(input: LibavInput, stream: Stream): Promise<CodecContext> {
  const at = `stream ${stream.index}`;
  const codec = Codec.findDecoder(stream.codecpar.codecId);
  if (codec == null) throw unreadable(input.path, 'no decoder for this kind of sound', at);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.parametersToContext(stream.codecpar);
  context.pktTimebase = stream.timeBase;
  context.threadCount = 1;
  const opened = await context.open2(codec);
  if (opened < 0) throw unreadable(input.path, `the decoder refuses the sound (${FFmpegError.strerror(opened)})`, at);
  keepOnly(input.format, stream.index);
  return context;
}

/** The packets of a stream, each valid until the next is asked for; null at last, which empties the decoder. */
function* packetsOf(input: LibavInput, stream: Stream): Generator<Packet | null> {
  const packet = new Packet();
  packet.alloc();
  let bytes = 0;
  for (;;) {
    if (input.format.readFrameSync(packet) < 0) break;
    bytes += packet.size;
    checkBytesRead(bytes, input, `stream ${stream.index}`);
    if (packet.streamIndex === stream.index) yield packet;
    packet.unref();
  }
  packet.free();
  yield null;
}
