import {
  AVMEDIA_TYPE_AUDIO,
  AV_CHANNEL_LAYOUT_MONO,
  AV_CODEC_ID_PCM_S16LE,
  AV_SAMPLE_FMT_S16,
} from 'node-av/constants';
import { type FormatContext, Packet, Rational, type Stream } from 'node-av/lib';
import { seeded } from './random.ts';

/** Sound of a rendered film: one channel, not compressed. */
export interface RenderedSound {
  hz: number;
  samples: Int16Array;
  /** When the first sample is heard; 0 by default. */
  startMs?: number;
}

/** Adds the stream that `writeSound` fills. */
export function addSoundStream(format: FormatContext, { hz }: RenderedSound): Stream {
  const stream = format.newStream();
  stream.codecpar.codecType = AVMEDIA_TYPE_AUDIO;
  stream.codecpar.codecId = AV_CODEC_ID_PCM_S16LE;
  stream.codecpar.format = AV_SAMPLE_FMT_S16;
  stream.codecpar.sampleRate = hz;
  stream.codecpar.channelLayout = AV_CHANNEL_LAYOUT_MONO;
  stream.timeBase = new Rational(1, hz);
  return stream;
}

/** Writes packets of a tenth of a second. */
export async function writeSound(format: FormatContext, stream: Stream, sound: RenderedSound): Promise<void> {
  const { hz, samples, startMs = 0 } = sound;
  const packet = new Packet();
  packet.alloc();
  for (let at = 0; at < samples.length; at += hz / 10) {
    const part = samples.subarray(at, at + hz / 10);
    packet.data = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    packet.pts = BigInt(at + Math.round((startMs * hz) / 1000));
    packet.dts = packet.pts;
    packet.duration = BigInt(part.length);
    packet.streamIndex = stream.index;
    packet.rescaleTs({ num: 1, den: hz }, stream.timeBase);
    const written = await format.interleavedWriteFrame(packet);
    if (written < 0) throw new Error(`sound packet: ${written}`);
  }
  packet.free();
}

/** When somebody speaks. */
export interface Spoken {
  startMs: number;
  endMs: number;
}

/** Exchanges with short pauses and silences between them. */
export function conversation(seed: number, seconds: number): Spoken[] {
  const random = seeded(seed);
  const found: Spoken[] = [];
  for (let startMs = 3_000; startMs < (seconds - 5) * 1000;) {
    const endMs = startMs + 600 + Math.floor(random() * 2_000);
    found.push({ startMs, endMs });
    startMs = endMs + 300 + Math.floor(random() < 0.75 ? random() * 1_000 : 1_500 + random() * 6_000);
  }
  return found;
}

/** Voices (harmonics that follow syllables) over noise and held music, at the times given. */
export function voices(spoken: readonly Spoken[], seconds: number, hz = 16_000): RenderedSound {
  const random = seeded(77);
  const samples = new Int16Array(seconds * hz);
  const wave = (frequency: number, at: number): number => Math.sin((2 * Math.PI * frequency * at) / hz);
  for (let at = 0; at < samples.length; at += 1) {
    samples[at] = (random() - 0.5) * 300 + 150 * (wave(440, at) + wave(554, at));
  }
  for (const [index, { startMs, endMs }] of spoken.entries()) {
    const pitch = 110 + (index % 3) * 45;
    const first = Math.round((startMs * hz) / 1000);
    for (let at = first; at < (endMs * hz) / 1000; at += 1) {
      const syllable = Math.abs(Math.cos((Math.PI * 4.3 * (at - first)) / hz));
      samples[at]! += 2_500 * syllable * (wave(pitch * 3, at) + wave(pitch * 5, at) + wave(pitch * 9, at));
    }
  }
  return { hz, samples };
}
