import { FFmpegError, Filter, type FilterContext, FilterGraph, FilterInOut, Frame } from 'node-av/lib';

/** A chain of FFmpeg filters for frames of one size and format. */
export class DisplayGraph {
  readonly #graph = new FilterGraph();
  readonly #source: FilterContext;
  readonly #sink: FilterContext;
  /** Used again: a new frame object counts its picture into the memory that wakes the garbage collector. */
  readonly #copy = allocated();
  readonly #shown = allocated();

  /** `like` is a frame of that size and format. */
  constructor(like: Frame, filters: string) {
    this.#graph.alloc();
    this.#graph.nbThreads = 1;
    const format = `video_size=${like.width}x${like.height}:pix_fmt=${like.format}:time_base=1/1:pixel_aspect=1/1`;
    const colour = `:colorspace=${like.colorSpace}:range=${like.colorRange}`;
    this.#source = this.#graph.createFilter(Filter.getByName('buffer')!, 'in', format + colour)!;
    this.#sink = this.#graph.createFilter(Filter.getByName('buffersink')!, 'out')!;
    const outputs = FilterInOut.createList([{ name: 'in', filterCtx: this.#source, padIdx: 0 }])!;
    const inputs = FilterInOut.createList([{ name: 'out', filterCtx: this.#sink, padIdx: 0 }])!;
    check(this.#graph.parsePtr(filters, inputs, outputs), 'filter graph');
    check(this.#graph.configSync(), 'filter graph');
  }

  /** The filtered frame; overwritten by the next one. */
  apply(frame: Frame): Frame {
    this.#shown.unref();
    check(this.#copy.ref(frame), 'filter input');
    check(this.#source.buffersrcAddFrameSync(this.#copy), 'filter input');
    this.#copy.unref();
    check(this.#sink.buffersinkGetFrameSync(this.#shown), 'filter output');
    return this.#shown;
  }

  close(): void {
    this.#copy.free();
    this.#shown.free();
    this.#graph.free();
  }
}

function allocated(): Frame {
  const frame = new Frame();
  frame.alloc();
  return frame;
}

/** Throws when a native call failed that can't fail for reasons of the film. */
export function check(code: number, what: string): void {
  if (code < 0) throw new Error(`${what}: ${FFmpegError.strerror(code)}`);
}
