import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { ActivityCall } from '../../activities/activity.ts';
import type { Deps } from '../../activities/deps.ts';
import { InFlight } from '../../activities/in-flight.ts';
import type { MediaEngine, Scan } from '../../adapters/media/engine.ts';
import { FakeAnnotator } from '../../adapters/model/fake.ts';
import { FakeFrameScorer } from '../../adapters/model/fake-scorer.ts';
import { MemoryStore } from '../../adapters/store/memory.ts';
import { Failure } from '../../core/contract/errors.ts';
import { DEFAULT_BUILD_OPTIONS } from '../../core/contract/stages.ts';
import type { StageInput } from '../../core/contract/stages.ts';
import type { MediaInfo, SubtitleTrack } from '../../core/schema/media.ts';

/** What a small silent film says of itself. */
export const MEDIA_INFO: MediaInfo = {
  container: 'matroska',
  codec: 'h264',
  width: 64,
  height: 36,
  rotation: 0,
  fps: { num: 24, den: 1 },
  timeBase: { num: 1, den: 1000 },
  frames: 96,
  durationMs: 4_000,
  startMs: 0,
  hasAudio: false,
  subtitleTracks: [],
};

/** A decoder that decodes nothing: it says of every file what it was told to say, and counts what it was asked. */
export class FakeMedia implements MediaEngine {
  readonly name = 'libav';
  readonly asked: string[] = [];
  info: MediaInfo = MEDIA_INFO;
  /** How loud its films are; none have sound by default. */
  levels: Uint8Array | null = null;

  withTracks(...tracks: Partial<SubtitleTrack>[]): this {
    const subtitleTracks = tracks.map((track, index): SubtitleTrack => ({
      stream: index + 1,
      codec: 'subrip',
      kind: 'text',
      language: null,
      title: null,
      isDefault: false,
      ...track,
    }));
    this.info = { ...MEDIA_INFO, subtitleTracks };
    return this;
  }

  async probe(): Promise<MediaInfo> {
    this.asked.push('probe');
    return Promise.resolve(this.info);
  }

  async scan(): Promise<Scan> {
    return Promise.reject(new Failure('CorruptMedia', 'this decoder decodes nothing'));
  }

  async writeFrames(): Promise<never> {
    return Promise.reject(new Failure('CorruptMedia', 'this decoder decodes nothing'));
  }

  async measureSound(): Promise<Uint8Array | null> {
    return Promise.resolve(this.levels);
  }

  async extractSubtitles(_path: string, stream: number): Promise<{ format: 'srt' | 'ass'; text: string }> {
    this.asked.push(`track ${stream}`);
    return Promise.resolve({ format: 'srt', text: `1\n00:00:01,000 --> 00:00:02,000\ntrack ${stream}\n` });
  }
}

/** Activities' surroundings in memory, and what was logged. */
export function memoryDeps(): Deps & { memory: MemoryStore; engine: FakeMedia; logged: string[] } {
  const memory = new MemoryStore();
  const engine = new FakeMedia();
  const logged: string[] = [];
  return {
    memory,
    engine,
    logged,
    store: () => Promise.resolve(memory),
    media: () => Promise.resolve(engine),
    annotator: () => Promise.resolve(new FakeAnnotator()),
    frameScorer: () => Promise.resolve(new FakeFrameScorer()),
    chat: () => () => Promise.reject(new Failure('ModelUnavailable', 'no language model is configured')),
    chatsAtOnce: 4,
    inFlight: new InFlight(),
    log: (message) => void logged.push(message),
  };
}

/** Input of a stage of a film with one source. */
export function stageInput(changes: Partial<StageInput> = {}): StageInput {
  const film = { id: 'film-1', video: 'file:///film-1.mkv' };
  return { corpus: 'memory:', film, options: DEFAULT_BUILD_OPTIONS, inputs: {}, ...changes };
}

/** A call that nobody cancels, unless a signal is given. */
export function activityCall(signal = new AbortController().signal): ActivityCall & { reported: unknown[] } {
  const reported: unknown[] = [];
  return { signal, reported, report: (progress) => void reported.push(progress) };
}

/** An activity's surroundings of Temporal's at a given attempt. */
export function activityEnvironment(attempt = 1): MockActivityEnvironment {
  return new MockActivityEnvironment({ attempt }, { logger: new DefaultLogger('ERROR') });
}
