import {
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PIX_FMT_YUVJ420P,
  AVCOL_PRI_BT709,
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_BT470BG,
  AVCOL_TRC_BT709,
  type FFEncoderCodec,
} from 'node-av/constants';
import { Codec, CodecContext, Dictionary, FormatContext, type Frame, Packet, Rational, type Stream } from 'node-av/lib';
import { Failure } from '../../core/contract/errors.ts';
import { check } from './libav-graph.ts';

/** Times of a written film are whole milliseconds. */
const MILLISECONDS = { num: 1, den: 1000 };

/** Writes pictures as an MP4 film in H.264; one thread and no dates, so that equal pictures give equal bytes. */
export class Mp4Writer {
  readonly #format: FormatContext;
  readonly #context: CodecContext;
  readonly #stream: Stream;
  readonly #packet = new Packet();
  readonly #frameMs: bigint;

  private constructor(format: FormatContext, context: CodecContext, stream: Stream, frameMs: number) {
    this.#format = format;
    this.#context = context;
    this.#stream = stream;
    this.#frameMs = BigInt(Math.max(1, Math.round(frameMs)));
    this.#packet.alloc();
  }

  /** Sides are even; `frameMs` is how long the last frame lasts. Throws `InvalidInput` where there is no such encoder. */
  static async create(
    file: string,
    { width, height, frameMs }: { width: number; height: number; frameMs: number },
  ): Promise<Mp4Writer> {
    const codec = Codec.findEncoderByName('libx264' as FFEncoderCodec);
    if (codec == null) {
      throw new Failure('InvalidInput', 'this build of node-av has no encoder for H.264', {
        remedy: 'Install node-av with its prebuilt FFmpeg.',
      });
    }
    const context = new CodecContext();
    context.allocContext3(codec);
    context.width = width;
    context.height = height;
    context.pixelFormat = AV_PIX_FMT_YUVJ420P;
    context.colorRange = AVCOL_RANGE_JPEG;
    context.colorSpace = AVCOL_SPC_BT470BG;
    context.colorPrimaries = AVCOL_PRI_BT709;
    context.colorTrc = AVCOL_TRC_BT709;
    context.sampleAspectRatio = new Rational(1, 1);
    context.timeBase = new Rational(MILLISECONDS.num, MILLISECONDS.den);
    context.maxBFrames = 0;
    context.gopSize = 48;
    context.threadCount = 1;
    context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER, AV_CODEC_FLAG_BITEXACT);
    check(await context.open2(codec, Dictionary.fromObject({ preset: 'veryfast', crf: 18 })), 'H.264 encoder');
    const format = new FormatContext();
    check(format.allocOutputContext2(null, null, file), 'MP4');
    const stream = format.newStream();
    check(stream.codecpar.fromContext(context), 'MP4');
    stream.timeBase = context.timeBase;
    check(await format.openOutput(), 'MP4');
    check(await format.writeHeader(Dictionary.fromObject({ fflags: '+bitexact', movflags: '+faststart' })), 'MP4');
    return new Mp4Writer(format, context, stream, frameMs);
  }

  async write(frame: Frame, timeMs: number): Promise<void> {
    frame.pts = BigInt(timeMs);
    check(this.#context.sendFrameSync(frame), 'H.264 encoder');
    await this.#drain();
  }

  /** Writes what is left and the index. */
  async finish(): Promise<void> {
    check(this.#context.sendFrameSync(null), 'H.264 encoder');
    await this.#drain();
    check(await this.#format.writeTrailer(), 'MP4');
    await this.#format.closeOutput();
    this.#packet.free();
    this.#context.freeContext();
  }

  async #drain(): Promise<void> {
    const packet = this.#packet;
    while (this.#context.receivePacketSync(packet) >= 0) {
      if (packet.duration <= 0n) packet.duration = this.#frameMs;
      packet.streamIndex = this.#stream.index;
      packet.rescaleTs(MILLISECONDS, this.#stream.timeBase);
      check(await this.#format.interleavedWriteFrame(packet), 'MP4');
    }
  }
}
