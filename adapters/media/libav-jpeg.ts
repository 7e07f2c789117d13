import {
  AVMEDIA_TYPE_VIDEO,
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_FLAG_QSCALE,
  AV_CODEC_ID_MJPEG,
  AV_PIX_FMT_YUVJ420P,
  AVCOL_RANGE_JPEG,
  FF_QP2LAMBDA,
} from 'node-av/constants';
import {
  Codec,
  CodecContext,
  FFmpegError,
  Filter,
  FilterGraph,
  FilterInOut,
  Frame,
  Packet,
  Rational,
} from 'node-av/lib';
import { writeFile } from 'node:fs/promises';
import { displayFilters, displaySize, quantiserOf, type StoredFrame } from './display.ts';

export interface JpegOptions {
  jpegQuality: number;
  maxSize: number;
  /** Of the stream; frames that know better override it. */
  sampleAspect: { num: number; den: number };
  rotation: number;
}

/**
 * Encodes a frame as it is shown (square samples, turned upright, at most `maxSize`) into a JPEG file, natively and bit
 * for bit reproducibly. Returns the size of the picture.
 */
export async function writeJpeg(
  frame: Frame,
  file: string,
  options: JpegOptions,
): Promise<{ width: number; height: number }> {
  const own = frame.sampleAspectRatio;
  const stored: StoredFrame = {
    width: frame.width,
    height: frame.height,
    sampleAspect: own.num > 0 ? own : options.sampleAspect,
    rotation: options.rotation,
  };
  const size = displaySize(stored, options.maxSize);
  using shown = await filterFrame(frame, displayFilters(stored, size));
  await writeFile(file, await encode(shown, quantiserOf(options.jpegQuality)));
  return size.shown;
}

async function filterFrame(frame: Frame, filters: string): Promise<Frame> {
  using graph = new FilterGraph();
  graph.alloc();
  graph.nbThreads = 1;
  const args = `video_size=${frame.width}x${frame.height}:pix_fmt=${frame.format}:time_base=1/1:pixel_aspect=1/1`;
  const color = `:colorspace=${frame.colorSpace}:range=${frame.colorRange}`;
  const source = graph.createFilter(Filter.getByName('buffer')!, 'in', args + color)!;
  const sink = graph.createFilter(Filter.getByName('buffersink')!, 'out')!;
  const outputs = FilterInOut.createList([{ name: 'in', filterCtx: source, padIdx: 0 }])!;
  const inputs = FilterInOut.createList([{ name: 'out', filterCtx: sink, padIdx: 0 }])!;
  check(graph.parsePtr(filters, inputs, outputs), 'filter graph');
  check(await graph.config(), 'filter graph');
  using copy = frame.clone()!;
  check(await source.buffersrcAddFrame(copy), 'filter input');
  const shown = new Frame();
  shown.alloc();
  check(await sink.buffersinkGetFrame(shown), 'filter output');
  return shown;
}

async function encode(frame: Frame, quantiser: number): Promise<Buffer> {
  const codec = Codec.findEncoder(AV_CODEC_ID_MJPEG)!;
  using context = new CodecContext();
  context.allocContext3(codec);
  context.codecType = AVMEDIA_TYPE_VIDEO;
  context.width = frame.width;
  context.height = frame.height;
  context.pixelFormat = AV_PIX_FMT_YUVJ420P;
  context.colorRange = AVCOL_RANGE_JPEG;
  context.timeBase = new Rational(1, 25);
  context.threadCount = 1;
  context.setFlags(AV_CODEC_FLAG_QSCALE, AV_CODEC_FLAG_BITEXACT);
  context.globalQuality = quantiser * FF_QP2LAMBDA;
  check(await context.open2(codec), 'JPEG encoder');
  frame.quality = quantiser * FF_QP2LAMBDA;
  frame.pts = 0n;
  check(await context.sendFrame(frame), 'JPEG encoder');
  check(await context.sendFrame(null), 'JPEG encoder');
  using packet = new Packet();
  packet.alloc();
  check(await context.receivePacket(packet), 'JPEG encoder');
  return Buffer.from(packet.data!);
}

function check(code: number, what: string): void {
  if (code < 0) throw new Error(`${what}: ${FFmpegError.strerror(code)}`);
}
