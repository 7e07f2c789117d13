import {
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV444P,
  type AVPixelFormat,
  SWS_AREA,
  SWS_BITEXACT,
  SWS_FAST_BILINEAR,
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
 * Scales frames down natively in two steps: sampled to the analysis picture (two samples each way out of about six, a
 * quarter of the cost of averaging all), averaged from there to the thumbnail. Only the small planes reach JavaScript.
 */
export class PictureScaler {
  readonly #picture: Frame;
  readonly #thumbnail: Frame;
  readonly #shrink: SoftwareScaleContext;
  readonly #luma: () => Uint8Array;
  readonly #chroma: (() => Uint8Array)[];
  readonly #planes: (() => Uint8Array)[];
  readonly #size: { width: number; height: number };
  #sampler: { of: string; context: SoftwareScaleContext } | null = null;

  /** The size of the first frame decides the size of all small pictures, so that they stay comparable. */
  constructor(width: number, height: number) {
    this.#size = analysisSize(width, height);
    const { columns, rows } = thumbnailSize(this.#size);
    this.#picture = emptyFrame(this.#size, AV_PIX_FMT_YUV420P);
    this.#thumbnail = emptyFrame({ width: columns, height: rows }, AV_PIX_FMT_YUV444P);
    this.#shrink = scaleContext(this.#picture, this.#thumbnail, SWS_AREA);
    this.#luma = planeReader(this.#picture, 0);
    this.#chroma = [1, 2].map((plane) => planeReader(this.#picture, plane));
    this.#planes = [0, 1, 2].map((plane) => planeReader(this.#thumbnail, plane));
  }

  /** Follows changes of size and format in mid-stream. */
  scale(frame: Frame): ScaledFrame {
    this.#samplerFor(frame).scaleFrameSync(this.#picture, frame);
    this.#shrink.scaleFrameSync(this.#thumbnail, this.#picture);
    return { thumbnail: this.#copyThumbnail(), picture: { ...this.#size, luma: this.#luma() } };
  }

  /** The analysis picture of the last frame with its colours; overwritten by the next frame. */
  colours(): SmallPicture {
    const [cb, cr] = this.#chroma.map((read) => read());
    return { ...this.#size, luma: this.#luma(), cb: cb!, cr: cr! };
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
    const [luma, cb, cr] = this.#planes.map((read, plane) => {
      memory.set(read(), plane * size);
      return memory.subarray(plane * size, (plane + 1) * size);
    });
    return { columns, rows, luma: luma!, cb: cb!, cr: cr! };
  }

  #samplerFor(frame: Frame): SoftwareScaleContext {
    const of = `${frame.width}x${frame.height}:${frame.format}`;
    if (this.#sampler?.of === of) return this.#sampler.context;
    this.#sampler?.context.freeContext();
    const context = scaleContext(frame, this.#picture, SWS_FAST_BILINEAR);
    this.#sampler = { of, context };
    return context;
  }
}

function emptyFrame(size: { width: number; height: number }, format: AVPixelFormat): Frame {
  const frame = allocatedFrame();
  frame.width = size.width;
  frame.height = size.height;
  frame.format = format;
  frame.getBuffer();
  return frame;
}

function scaleContext(from: Frame, to: Frame, method: SwsFlags): SoftwareScaleContext {
  const context = new SoftwareScaleContext();
  const flags = (method | SWS_BITEXACT) as SwsFlags;
  const [source, target] = [from.format as AVPixelFormat, to.format as AVPixelFormat];
  context.getContext(from.width, from.height, source, to.width, to.height, target, flags);
  return context;
}

/**
 * Reads a plane of a frame that keeps its memory: a view of it where rows have no padding at their ends, otherwise a
 * copy without the padding in a buffer that every call uses again.
 */
function planeReader(frame: Frame, plane: number): () => Uint8Array {
  const isHalf = plane > 0 && frame.format === AV_PIX_FMT_YUV420P;
  const [width, height] = isHalf ? [frame.width / 2, frame.height / 2] : [frame.width, frame.height];
  const memory: Uint8Array = frame.data![plane]!;
  const stride = frame.linesize[plane]!;
  if (stride === width) {
    const view = new Uint8Array(memory.buffer, memory.byteOffset, width * height);
    return () => view;
  }
  const rows = new Uint8Array(width * height);
  return () => {
    for (let y = 0; y < height; y++) {
      const from = y * stride;
      rows.set(memory.subarray(from, from + width), y * width);
    }
    return rows;
  };
}
