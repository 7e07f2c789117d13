import type { FailureClass, FailureDetails } from '../../core/contract/errors.ts';
import type { ScanProgress } from './engine.ts';
import type { BitmapRequest } from './libav-bitmaps.ts';
import type { PromptRequest } from './libav-prompts.ts';
import type { CaptionRequest } from './libav-captions.ts';
import type { FramesRequest } from './libav-frames.ts';
import type { ScanRequest } from './libav-scan.ts';
import type { SoundRequest } from './libav-sound.ts';
import type { SubtitleRequest } from './libav-subtitles.ts';

/** What the decoding process is asked to do; JSON over the IPC channel. */
export type ChildRequest =
  | { work: 'probe'; file: string; path: string }
  | ({ work: 'scan' } & ScanRequest)
  | ({ work: 'frames' } & FramesRequest)
  | ({ work: 'sound' } & SoundRequest)
  | ({ work: 'subtitles' } & SubtitleRequest)
  | ({ work: 'captions' } & CaptionRequest)
  | ({ work: 'bitmaps' } & BitmapRequest)
  | ({ work: 'prompts' } & PromptRequest);

/** What it answers: any number of `progress`, then exactly one of the others. */
export type ChildReply =
  | { kind: 'progress'; progress: ScanProgress | null }
  | { kind: 'result'; value: unknown }
  | { kind: 'failure'; code: FailureClass; message: string; details: FailureDetails }
  | { kind: 'crash'; message: string };
