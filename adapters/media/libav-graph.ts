import { FFmpegError, Filter, type FilterContext, FilterGraph, FilterInOut, Frame } from 'node-av/lib';

/** A chain of FFmpeg filters for frames of one size and format. */
export class DisplayGraph {
  readonly #graph = new FilterGraph();
  readonly #source: FilterContext;
  readonly #sink: FilterContext;
  /** Used again: a new frame object counts its picture into the memory that wakes the garbage collector. */
  readonly #copy = allocatedFrame();
  readonly #shown = allocatedFrame();

  /** `like` is a frame of that size and format. */
  constructor(like: Frame, filters: string) {
    const format = `video_size=${like.width}x${like.height}:pix_fmt=${like.format}:time_base=1/1:pixel_aspect=1/1`;
    const colour = `:colorspace=${like.colorSpace}:range=${like.colorRange}`;
    const ends = { source: 'buffer', form: format + colour, sink: 'buffersink' };
    ({ source: this.#source, sink: this.#sink } = linkFilters(this.#graph, ends, filters));
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

/** Puts filters between a source of frames of one form and a sink; one thread, so that the order never varies. */
export function linkFilters(
  graph: FilterGraph,
  ends: { source: string; form: string; sink: string },
  filters: string,
): { source: FilterContext; sink: FilterContext } {
  graph.alloc();
  graph.nbThreads = 1;
  const source = graph.createFilter(Filter.getByName(ends.source)!, 'in', ends.form)!;
  const sink = graph.createFilter(Filter.getByName(ends.sink)!, 'out')!;
  const outputs = FilterInOut.createList([{ name: 'in', filterCtx: source, padIdx: 0 }])!;
  const inputs = FilterInOut.createList([{ name: 'out', filterCtx: sink, padIdx: 0 }])!;
  check(graph.parsePtr(filters, inputs, outputs), 'filter graph');
  check(graph.configSync(), 'filter graph');
  return { source, sink };
}

/** A frame object that holds nothing yet. */
export function allocatedFrame(): Frame {
  const frame = new Frame();
  frame.alloc();
  return frame;
}

/** Throws when a native call failed that can't fail for reasons of the film. */
export function check(code: number, what: string): void {
  if (code < 0) throw new Error(`${what}: ${FFmpegError.strerror(code)}`);
}
