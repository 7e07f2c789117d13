import type { Mark, MarkPlacement } from '../../core/annotate/marks.ts';
import type { SoundLevels } from '../../core/align/sound-levels.ts';
import type { Bars } from '../../core/keyframe/letterbox.ts';
import type { DetectorOptions } from '../../core/keyframe/options.ts';
import type { DuplicateEvidence, FrameKind, FrameQuality, MediaInfo, Shot } from '../../core/schema/media.ts';
import type { Track } from '../../core/schema/track.ts';
import type { Device } from '../../core/schema/models.ts';
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
  /** Thresholds of the shot detector that differ from the defaults. */
  detector?: Partial<DetectorOptions>;
  /**
   * File that gets what the detector sees of every frame, so that `rescan` can find the shots again with other thresholds
   * and no decoding; see `signal-format.ts`. It appears when the scan has succeeded.
   */
  signals?: string;
  /** Cuts black bars off the keyframes of every shot that has them throughout. */
  cropLetterbox?: boolean;
  /** Small pictures at this rate, for tracking; the first frame at or after each tick of it. */
  dense?: {
    /** Pictures per second, at most; a film with fewer frames gives all of them. */
    fps: number;
    /** Longer side in pixels; 512 by default. */
    maxSize?: number;
  };
  /** A network that has a say in where shots begin; none by default. */
  neural?: NeuralScan;
}

export interface NeuralScan {
  /** Path or name of an ONNX file; see `adapters/model/model-file.ts`. */
  model: string;
  /** Probability above which a frame belongs to a transition; see `core/keyframe/neural.ts`. */
  threshold?: number;
  device?: Device;
}

/** A picture between keyframes, on disk. */
export interface DenseFrame {
  frame: number;
  timeMs: number;
  width: number;
  height: number;
  /** Path of the JPEG file. */
  file: string;
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
  kind: FrameKind;
  quality: FrameQuality;
  /** Index of the earlier keyframe of the film that this one repeats, if any. */
  duplicateOf: number | null;
  duplicateEvidence: DuplicateEvidence | null;
  /** Perceptual hash, 16 hexadecimal digits; see `core/keyframe/fingerprint.ts`. */
  hash: string;
  /** Its colours in base64; see `core/keyframe/look.ts`. */
  look: string;
}

/** Result of the one decode pass. */
export interface Scan {
  info: MediaInfo;
  frames: number;
  durationMs: number;
  timeBase: Rational;
  shots: Omit<Shot, 'film'>[];
  keyframes: ScannedKeyframe[];
  /** Black bars that the whole film has, in pixels of its stored pictures, before they are turned; null when it has none. */
  letterbox: Bars | null;
  /** In film order; empty unless asked for. */
  dense: DenseFrame[];
  /** Packets that the decoder refused. */
  decodeErrors: number;
  /** What was wrong with the file without stopping the scan: damaged or missing parts. */
  issues: Issue[];
}

/** Frames that are to be pictures. */
export interface FrameOrder {
  /** Their numbers among all frames of the film, ascending. */
  frames: readonly number[];
  jpegQuality: number;
  /** Longer side of a picture; smaller films are not enlarged. */
  maxSize: number;
}

/** A frame on disk. */
export interface WrittenFrame {
  frame: number;
  width: number;
  height: number;
  /** Path of the JPEG file. */
  file: string;
}

export interface ScanProgress {
  /** Frames decoded so far; an engine that goes over the film again counts them anew. */
  frames: number;
  /** How far the work is, in time of the film: where an engine goes over it twice, each time counts half. */
  timeMs: number;
  /** Null when the container does not say how long the film is. */
  durationMs: number | null;
  framesPerSecond: number;
}

export interface MediaCall {
  signal?: AbortSignal;
}

/** How numbers are drawn into a film. */
export interface PromptOptions {
  jpegQuality: number;
  /** Longer side of the pictures. */
  maxSize: number;
  placement: MarkPlacement;
  /** Presentation time of the frames that become JPEG files too; the first frame at or after each. */
  keyframesMs: readonly number[];
  rangeMs?: { startMs: number; endMs: number };
}

/** A film with numbers and its keyframes; files are named, not placed. */
export interface DrawnPrompts {
  file: string;
  width: number;
  height: number;
  /** Pixels per unit of a digit's strokes, and of the pen. */
  scale: number;
  thickness: number;
  frames: number;
  /** Time of the film's first frame in the source; in the film it is 0. */
  firstMs: number;
  keyframes: { file: string; timeMs: number; marks: Mark[] }[];
}

/** A picture of a subtitle track on disk. */
export interface SubtitlePicture {
  file: string;
  startMs: number;
  /** Null when the track does not say. */
  endMs: number | null;
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
  /**
   * Writes frames by number, as `scan` would write them as keyframes, into `directory` (which exists). A number that the film does
   * not have gives no picture.
   */
  writeFrames(
    path: string,
    directory: string,
    order: FrameOrder,
    call?: MediaCall & { onProgress?: (progress: ScanProgress) => void },
  ): Promise<WrittenFrame[]>;
  /** How loud the voice band of the first audio stream is over the presentation time; null when the film has none. */
  measureSound(path: string, options?: MediaCall): Promise<SoundLevels | null>;
  /** Text of an embedded subtitle track as SubRip or ASS (styled tracks); bitmap tracks throw `InvalidInput`. */
  extractSubtitles(path: string, stream: number, options?: MediaCall): Promise<{ format: 'srt' | 'ass'; text: string }>;
  /** The film with the numbers of tracks burnt in, as files in `directory`; an engine may lack this. */
  drawPrompts?(
    path: string,
    directory: string,
    request: { tracks: readonly Track[]; options: PromptOptions },
    call?: MediaCall & { onProgress?: (progress: ScanProgress) => void },
  ): Promise<DrawnPrompts>;
  /** Closed captions inside the pictures as SubRip, null where there are none; an engine may lack this. */
  extractCaptions?(path: string, options?: MediaCall): Promise<string | null>;
  /** Pictures of a PGS or VobSub track as PNG files in `directory`, black on white; an engine may lack this. */
  extractSubtitlePictures?(
    path: string,
    stream: number,
    directory: string,
    options?: MediaCall,
  ): Promise<SubtitlePicture[]>;
}
