import {
  AVMEDIA_TYPE_VIDEO,
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_FLAG_QSCALE,
  AV_CODEC_ID_MJPEG,
  AV_PIX_FMT_YUVJ420P,
  AVCOL_RANGE_JPEG,
  FF_QP2LAMBDA,
} from 'node-av/constants';
import { Codec, CodecContext, Filter, type Frame, Packet, Rational } from 'node-av/lib';
import { writeFile } from 'node:fs/promises';
import type { Bars } from '../../core/keyframe/letterbox.ts';
import type { Issue } from '../../core/schema/primitives.ts';
import type { FrameColour } from './colour.ts';
import {
  cropFilters,
  displayFilters,
  type DisplaySize,
  displaySize,
  needsLinearLight,
  type Orientation,
  quantiserOf,
  type StoredFrame,
} from './display.ts';
import { libavColour } from './libav-colour.ts';
import { check, DisplayGraph } from './libav-graph.ts';
import { notNarrowed } from './scan-rules.ts';

export interface JpegOptions extends Orientation {
  jpegQuality: number;
  maxSize: number;
  /** Of the stream; frames that know better override it. */
  sampleAspect: { num: number; den: number };
  /** Cuts off the last row and column of odd sides, as films need it. */
  hasEvenSides?: boolean;
}

/** Filters without which wide colours and high dynamic range can't be brought to a JPEG. */
const LINEAR_LIGHT = ['zscale', 'tonemap'];

/**
 * Encodes frames as they are shown (square samples, upright, in the colours of a JPEG viewer, at most `maxSize`) into JPEG
 * files, natively and bit for bit reproducibly.
 */
export class JpegWriter {
  readonly issues: Issue[] = [];
  readonly #options: JpegOptions;
  readonly #canNarrow = LINEAR_LIGHT.every((name) => Filter.getByName(name) != null);
  #display: { of: string; filters: DisplayGraph; size: DisplaySize } | null = null;

  constructor(options: JpegOptions) {
    this.#options = options;
  }

  /** Writes a frame without its black bars and returns the size of the picture. */
  async write(frame: Frame, file: string, bars: Bars | null = null): Promise<{ width: number; height: number }> {
    const { frame: shown, size } = this.show(frame, bars);
    await this.encode(shown, file);
    return size;
  }

  /** The frame as it is shown, valid until the next one, and its size. */
  show(frame: Frame, bars: Bars | null = null): { frame: Frame; size: { width: number; height: number } } {
    const { filters, size } = this.#displayFor(frame, bars);
    return { frame: filters.apply(frame), size: size.shown };
  }

  /** Writes a frame that `show` gave. */
  async encode(shown: Frame, file: string): Promise<void> {
    await writeFile(file, encode(shown, quantiserOf(this.#options.jpegQuality)));
  }

  close(): void {
    this.#display?.filters.close();
    this.#display = null;
  }

  /** Frames mostly are of one kind, so the filters of the last one are kept. */
  #displayFor(frame: Frame, bars: Bars | null): { filters: DisplayGraph; size: DisplaySize } {
    const { num, den } = frame.sampleAspectRatio;
    const { width, height, format, colorSpace, colorRange, colorTrc, colorPrimaries } = frame;
    const of = [
      width,
      height,
      format,
      colorSpace,
      colorRange,
      colorTrc,
      colorPrimaries,
      num,
      den,
      bars?.top,
      bars?.right,
      bars?.bottom,
      bars?.left,
    ].join();
    if (this.#display?.of === of) return this.#display;
    this.close();
    const { sampleAspect, maxSize, rotation, isMirrored } = this.#options;
    const aspect = num > 0 ? { num, den } : sampleAspect;
    const cropped = {
      width: width - (bars == null ? 0 : bars.left + bars.right),
      height: height - (bars == null ? 0 : bars.top + bars.bottom),
    };
    const stored: StoredFrame = { ...cropped, sampleAspect: aspect, rotation, isMirrored };
    const size = displaySize(stored, maxSize);
    const { width: across, height: down } = size.shown;
    const even = { width: across & ~1, height: down & ~1 };
    const isCut = this.#options.hasEvenSides === true;
    const cut = isCut ? [`crop=w=${even.width}:h=${even.height}:x=0:y=0`] : [];
    const filters = new DisplayGraph(
      frame,
      [...cropFilters(bars), displayFilters(stored, this.#colourOf(frame), size), ...cut].join(','),
    );
    this.#display = { of, filters, size: isCut ? { ...size, shown: even } : size };
    return this.#display;
  }

  #colourOf(frame: Frame): FrameColour {
    const colour = libavColour(frame);
    if (this.#canNarrow || !needsLinearLight(colour)) return colour;
    if (this.issues.length === 0) this.issues.push(notNarrowed('this build of node-av'));
    return { ...colour, highRange: null, isWide: false };
  }
}

function encode(frame: Frame, quantiser: number): Buffer {
  const codec = Codec.findEncoder(AV_CODEC_ID_MJPEG)!;
  using context = new CodecContext();
  context.allocContext3(codec);
  context.codecType = AVMEDIA_TYPE_VIDEO;
  context.width = frame.width;
  context.height = frame.height;
  context.pixelFormat = AV_PIX_FMT_YUVJ420P;
  context.colorRange = AVCOL_RANGE_JPEG;
  context.timeBase = new Rational(1, 25);
  // Without a shape of its samples the encoder writes no JFIF head.
  context.sampleAspectRatio = new Rational(1, 1);
  context.threadCount = 1;
  context.setFlags(AV_CODEC_FLAG_QSCALE, AV_CODEC_FLAG_BITEXACT);
  context.globalQuality = quantiser * FF_QP2LAMBDA;
  check(context.open2Sync(codec), 'JPEG encoder');
  frame.quality = quantiser * FF_QP2LAMBDA;
  frame.pts = 0n;
  check(context.sendFrameSync(frame), 'JPEG encoder');
  check(context.sendFrameSync(null), 'JPEG encoder');
  using packet = new Packet();
  packet.alloc();
  check(context.receivePacketSync(packet), 'JPEG encoder');
  return Buffer.from(packet.data!);
}
