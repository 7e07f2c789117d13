import {
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV444P,
  type AVPixelFormat,
  SWS_AREA,
  SWS_BITEXACT,
  SWS_POINT,
  type SwsFlags,
} from 'node-av/constants';
import { type Frame, SoftwareScaleContext } from 'node-av/lib';
import {
  analysisSize,
  type LumaPicture,
  type SmallPicture,
  type Thumbnail,
  thumbnailSize,
} from '../../core/keyframe/picture.ts';
import { allocatedFrame } from './libav-graph.ts';

/** A frame as the analysis sees it. `picture` is overwritten by the next frame, the thumbnail is not. */
export interface ScaledFrame {
  thumbnail: Thumbnail;
  picture: LumaPicture;
}

/**
 * Scales frames down natively in two steps: sampled to the analysis picture, averaged from there to the thumbnail. A
 * decoded frame has left the processor's cache, so what counts is how many of its lines are read: one for each line of the
 * analysis picture. Only the small planes reach JavaScript.
 */
export class PictureScaler {
  readonly #picture: Frame;
  readonly #thumbnail: Frame;
  readonly #shrink: SoftwareScaleContext;
  /** Planes of both, which every frame overwrites. */
  readonly #planes: Record<'luma' | 'cb' | 'cr', Uint8Array>;
  readonly #blocks: Uint8Array[];
  readonly #size: { width: number; height: number };
  #sampler: { of: string; context: SoftwareScaleContext } | null = null;

  /** The size of the first frame decides the size of all small pictures, so that they stay comparable. */
  constructor(width: number, height: number) {
    this.#size = analysisSize(width, height);
    const { columns, rows } = thumbnailSize(this.#size);
    this.#picture = emptyFrame(this.#size, AV_PIX_FMT_YUV420P);
    this.#thumbnail = emptyFrame({ width: columns, height: rows }, AV_PIX_FMT_YUV444P);
    this.#shrink = scaleContext(this.#picture, this.#thumbnail, SWS_AREA);
    const half = (this.#size.width * this.#size.height) / 4;
    const [luma, cb, cr] = [4 * half, half, half].map((length, plane) => planeOf(this.#picture, plane, length));
    this.#planes = { luma: luma!, cb: cb!, cr: cr! };
    this.#blocks = [0, 1, 2].map((plane) => planeOf(this.#thumbnail, plane, columns * rows));
  }

  /** Follows changes of size and format in mid-stream. */
  scale(frame: Frame): ScaledFrame {
    this.#samplerFor(frame).scaleFrameSync(this.#picture, frame);
    this.#shrink.scaleFrameSync(this.#thumbnail, this.#picture);
    return { thumbnail: this.#copyThumbnail(), picture: { ...this.#size, luma: this.#planes.luma } };
  }

  /** The analysis picture of the last frame with its colours; overwritten by the next frame. */
  colours(): SmallPicture {
    return { ...this.#size, ...this.#planes };
  }

  close(): void {
    this.#sampler?.context.freeContext();
    this.#sampler = null;
    this.#shrink.freeContext();
    this.#picture.free();
    this.#thumbnail.free();
  }

  /** The three planes lie in one piece of memory: the garbage collector has a third of the pieces to look after. */
  #copyThumbnail(): Thumbnail {
    const { width: columns, height: rows } = this.#thumbnail;
    const size = columns * rows;
    const memory = new Uint8Array(3 * size);
    const [luma, cb, cr] = this.#blocks.map((blocks, plane) => {
      memory.set(blocks, plane * size);
      return memory.subarray(plane * size, (plane + 1) * size);
    });
    return { columns, rows, luma: luma!, cb: cb!, cr: cr! };
  }

  #samplerFor(frame: Frame): SoftwareScaleContext {
    const of = `${frame.width}x${frame.height}:${frame.format}`;
    if (this.#sampler?.of === of) return this.#sampler.context;
    this.#sampler?.context.freeContext();
    const context = scaleContext(frame, this.#picture, SWS_POINT);
    this.#sampler = { of, context };
    return context;
  }
}

/** Its rows follow each other without padding. */
function emptyFrame(size: { width: number; height: number }, format: AVPixelFormat): Frame {
  const frame = allocatedFrame();
  frame.width = size.width;
  frame.height = size.height;
  frame.format = format;
  frame.getBuffer(1);
  return frame;
}

function scaleContext(from: Frame, to: Frame, method: SwsFlags): SoftwareScaleContext {
  const context = new SoftwareScaleContext();
  const flags = (method | SWS_BITEXACT) as SwsFlags;
  const [source, target] = [from.format as AVPixelFormat, to.format as AVPixelFormat];
  context.getContext(from.width, from.height, source, to.width, to.height, target, flags);
  return context;
}

/** A plane of a frame that keeps its memory and has no padding. */
function planeOf(frame: Frame, plane: number, length: number): Uint8Array {
  const memory = frame.data![plane]!;
  return new Uint8Array(memory.buffer, memory.byteOffset, length);
}
