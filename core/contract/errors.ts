/** What the system does about a failure of one class, and what its user can do. */
export interface FailurePolicy {
  /** Whether a later attempt can succeed with the same inputs. */
  retry: boolean;
  /** `failed`: another attempt or a mended input helps; `quarantined`: the film itself is at fault. */
  outcome: 'failed' | 'quarantined';
  /** One sentence a person can act on. */
  remedy: string;
}

/**
 * The failure table: every class that may cross a room's border. Workflows branch on these strings, never on a class or
 * a message, because only the string survives the wire.
 */
export const FAILURES = {
  InvalidInput: {
    retry: false,
    outcome: 'failed',
    remedy: 'Mend the named file or manifest row, then run `storyloom retry`.',
  },
  CorruptMedia: {
    retry: false,
    outcome: 'quarantined',
    remedy: 'The video cannot be decoded: replace or re-encode the file, then run `storyloom retry`.',
  },
  UnsafeMedia: {
    retry: false,
    outcome: 'quarantined',
    remedy: 'The file points to other files or to the network: give the media file itself.',
  },
  Mismatch: {
    retry: false,
    outcome: 'failed',
    remedy:
      'The screenplay and the subtitles are of different films: correct the manifest row, then run `storyloom retry`.',
  },
  ModelUnavailable: { retry: true, outcome: 'failed', remedy: 'Start the model endpoint or check its address.' },
  ModelBusy: { retry: true, outcome: 'failed', remedy: 'The model is overloaded: lower the concurrency or wait.' },
  OutOfMemory: { retry: true, outcome: 'failed', remedy: 'Lower the batch size or use a larger machine.' },
  ModelReply: { retry: true, outcome: 'failed', remedy: 'The model answers in the wrong form: try another model.' },
  StoreUnavailable: { retry: true, outcome: 'failed', remedy: 'Check that the store can be reached and has space.' },
  StoreMissing: {
    retry: true,
    outcome: 'failed',
    remedy: 'A stored object is gone: build again, its stage remakes it.',
  },
  StoreCorrupt: {
    retry: true,
    outcome: 'failed',
    remedy: 'A stored object changed: build again, its stage remakes it.',
  },
  Timeout: { retry: true, outcome: 'failed', remedy: 'The stage exceeded its time limit: retry, or raise the limit.' },
  Internal: {
    retry: true,
    outcome: 'failed',
    remedy: 'This is a fault in Storyloom itself: report it with the message and the worker log.',
  },
  WorkerLost: { retry: true, outcome: 'failed', remedy: 'The worker died: see its log, then run `storyloom retry`.' },
} as const satisfies Record<string, FailurePolicy>;

/** Name of a failure class. */
export type FailureClass = keyof typeof FAILURES;

/** Narrows a string from the wire to a failure class. */
export function isFailureClass(name: string | undefined | null): name is FailureClass {
  return name != null && Object.hasOwn(FAILURES, name);
}

/** Details of a failure: where it happened and the evidence. JSON only, small, never file contents or secrets. */
export interface FailureDetails {
  /** File the failure is about, as the user named it. */
  file?: string;
  /** Place inside the file: `line 12`, `stream 0`, `frame 320`. */
  at?: string;
  /** What to do, when the table's general remedy is not precise enough. */
  remedy?: string;
  /** Numbers behind a decision, such as the shared n-gram share of a mismatch. */
  evidence?: Record<string, number | string>;
}

/** A failure of a known class. Adapters and core throw it; `activities/failure.ts` alone turns it into Temporal's. */
export class Failure extends Error {
  readonly code: FailureClass;
  readonly details: FailureDetails;

  constructor(code: FailureClass, message: string, details: FailureDetails = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'Failure';
    this.code = code;
    this.details = details;
  }

  /** The remedy to show: the precise one if there is one, else the table's. */
  get remedy(): string {
    return this.details.remedy ?? FAILURES[this.code].remedy;
  }
}
