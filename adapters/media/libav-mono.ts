import { AV_CHANNEL_ORDER_UNSPEC, type AVSampleFormat } from 'node-av/constants';
import { avChannelLayoutDescribe, avGetSampleFmtName, type FilterContext, FilterGraph, type Frame } from 'node-av/lib';
import { METER_HZ } from '../../core/align/sound-levels.ts';
import { allocatedFrame, check, linkFilters } from './libav-graph.ts';

/** Turns frames of sound of one form into samples of one channel at the rate of the meter. */
export class MonoGraph {
  readonly #graph = new FilterGraph();
  readonly #source: FilterContext;
  readonly #sink: FilterContext;
  readonly #out = allocatedFrame();
  readonly #form: string;

  private constructor(like: Frame) {
    this.#form = formOf(like);
    const ends = { source: 'abuffer', form: `time_base=1/1:${this.#form}`, sink: 'abuffersink' };
    ({ source: this.#source, sink: this.#sink } = linkFilters(this.#graph, ends, MONO_FILTERS));
  }

  /** The graph for a frame: the one before when the form is still the same, otherwise a new one in its place. */
  static for(frame: Frame, before: MonoGraph | undefined): MonoGraph {
    if (before !== undefined && before.#form === formOf(frame)) return before;
    before?.close();
    return new MonoGraph(frame);
  }

  /** The samples that are ready, those of the frame but for the few that the filter holds back. */
  apply(frame: Frame): Float32Array {
    check(this.#source.buffersrcAddFrameSync(frame), 'filter input');
    const parts: Float32Array[] = [];
    while (this.#sink.buffersinkGetFrameSync(this.#out) >= 0) {
      const bytes = this.#out.data![0]!.subarray(0, this.#out.nbSamples * 4);
      parts.push(new Float32Array(Uint8Array.from(bytes).buffer));
      this.#out.unref();
    }
    if (parts.length === 1) return parts[0]!;
    return Float32Array.from(parts.flatMap((part) => [...part]));
  }

  close(): void {
    this.#out.free();
    this.#graph.free();
  }
}

/** Filters that give what the meter takes. */
const MONO_FILTERS = `aresample=${METER_HZ},aformat=sample_fmts=flt:channel_layouts=mono`;

function formOf(frame: Frame): string {
  const format = avGetSampleFmtName(frame.format as AVSampleFormat) ?? 'unknown';
  const named = frame.channelLayout.order !== AV_CHANNEL_ORDER_UNSPEC;
  const channels = named
    ? `channel_layout=${avChannelLayoutDescribe(frame.channelLayout) ?? 'unknown'}`
    : `channels=${frame.channels}`;
  return `sample_rate=${frame.sampleRate}:sample_fmt=${format}:${channels}`;
}
