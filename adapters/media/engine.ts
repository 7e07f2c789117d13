import type { FrameQuality, MediaInfo, Shot } from '../../core/schema/media.ts';
import type { Issue, Rational } from '../../core/schema/primitives.ts';

/** Options of the one decode pass; all have defaults in `core/keyframe/options.ts`. */
export interface ScanOptions {
  /** JPEG quality from 1 to 100. */
  jpegQuality: number;
  /** Longer side of a stored keyframe in pixels; smaller films are not enlarged. */
  maxSize: number;
  /** Keyframes per shot; 0 detects shots only, `auto` gives long shots more. */
  keyframesPerShot: number | 'auto';
  /** Presentation time in milliseconds from which and up to which frames count; the whole film by default. */
  rangeMs?: { startMs: number; endMs: number };
  /** A network that has a say in where shots begin; none by default. */
  neural?: NeuralScan;
}

export interface NeuralScan {
  /** Path or name of an ONNX file; see `adapters/model/model-file.ts`. */
  model: string;
  /** Probability above which a frame belongs to a transition; see `core/keyframe/neural.ts`. */
  threshold?: number;
  device?: 'cpu' | 'cuda';
}

/** A keyframe on disk, before it has a content key. */
export interface ScannedKeyframe {
  shot: number;
  index: number;
  frame: number;
  timeMs: number;
  width: number;
  height: number;
  /** Path of the JPEG file. */
  file: string;
  quality: FrameQuality;
  /** Index of the earlier keyframe of the film that this one repeats, if any. */
  duplicateOf: number | null;
  /** Perceptual hash, 16 hexadecimal digits; see `core/keyframe/dedup.ts`. */
  hash: string;
}

/** Result of the one decode pass. */
export interface Scan {
  info: MediaInfo;
  frames: number;
  durationMs: number;
  timeBase: Rational;
  shots: Omit<Shot, 'film'>[];
  keyframes: ScannedKeyframe[];
  /** Packets that the decoder refused. */
  decodeErrors: number;
  /** What was wrong with the file without stopping the scan: damaged or missing parts. */
  issues: Issue[];
}

export interface ScanProgress {
  frames: number;
  timeMs: number;
  /** Null when the container does not say how long the film is. */
  durationMs: number | null;
  framesPerSecond: number;
}

export interface MediaCall {
  signal?: AbortSignal;
}

/**
 * A decoder. Two implementations pass one conformance suite: `libav` (node-av in a child process, one pass) and
 * `ffmpeg` (the command line, for people's own FFmpeg). Both throw `Failure`: `CorruptMedia`, `UnsafeMedia`,
 * `InvalidInput` (no such file, not a video) or `Timeout`; an abort kills the decoder and rejects with the signal's reason.
 */
export interface MediaEngine {
  readonly name: 'libav' | 'ffmpeg';
  probe(path: string, options?: MediaCall): Promise<MediaInfo>;
  /** Decodes once; writes keyframe JPEGs into `directory` (which exists) under names that sort in film order. */
  scan(
    path: string,
    directory: string,
    options: ScanOptions,
    call?: MediaCall & { onProgress?: (progress: ScanProgress) => void },
  ): Promise<Scan>;
  /** Text of an embedded subtitle track as SubRip or ASS (styled tracks); bitmap tracks throw `InvalidInput`. */
  extractSubtitles(path: string, stream: number, options?: MediaCall): Promise<{ format: 'srt' | 'ass'; text: string }>;
}
