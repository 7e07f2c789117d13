import { createHash } from 'node:crypto';
import { appearanceOf } from '../../core/annotate/appearance.ts';
import { fitToPicture, inReadingOrder } from '../../core/annotate/boxes.ts';
import { normalise } from '../../core/annotate/vectors.ts';
import type { Box } from '../../core/schema/primitives.ts';
import type { AnnotatedImage, Annotator, AnnotatorImage, DetectedInstance } from './annotator.ts';
import { decodePicture, type DecodedPicture } from './picture.ts';

/** Known content of a picture, for tests that render their own. */
export type FakeTruth = (image: AnnotatorImage) => DetectedInstance[] | null;

export interface FakeOptions {
  /** What to find in a picture; null means: derive it from the bytes. */
  truth?: FakeTruth;
}

const EMOTIONS = ['neutral', 'happy', 'sad', 'angry'];
const OBJECTS = ['chair', 'cup', 'book', 'dog'];
/** How many different people and face embedding values the fake knows. */
const PEOPLE = 4;
const EMBEDDING_LENGTH = 64;

/**
 * An annotator without a model, for tests: it decodes the picture for real, then derives its finds from the SHA-256 of
 * the bytes (one to three of four people, each always with the same face embedding, and one object), or takes the given
 * truth. Same bytes, same finds, in any batch.
 */
export class FakeAnnotator implements Annotator {
  readonly model = { id: 'fake', revision: '1' };
  readonly settings = null;
  readonly #options: FakeOptions;

  constructor(options: FakeOptions = {}) {
    this.#options = options;
  }

  async annotate(images: AnnotatorImage[], options: { signal?: AbortSignal } = {}): Promise<AnnotatedImage[]> {
    const results: AnnotatedImage[] = [];
    for (const image of images) {
      options.signal?.throwIfAborted();
      const picture = await decodePicture(image.bytes, { id: image.id, side: 320 });
      const { width, height } = picture;
      const instances = this.#options.truth?.(image) ?? invent(image.bytes, picture);
      results.push({ id: image.id, width, height, instances: inReadingOrder(instances, height) });
    }
    options.signal?.throwIfAborted();
    return results;
  }

  async close(): Promise<void> {
    // Nothing is held open.
  }
}

function invent(bytes: Uint8Array, picture: DecodedPicture): DetectedInstance[] {
  const digest = createHash('sha256').update(bytes).digest();
  const people = 1 + (digest[0]! % 3);
  const instances: DetectedInstance[] = [];
  for (let nth = 0; nth < people; nth++) {
    const identity = (digest[1]! + nth) % PEOPLE;
    const left = nth / people + digest[2 + nth]! / 255 / people / 4;
    const box: Box = [left, 0.2, left + 0.7 / people, 0.98];
    const head: Box = [left + 0.2 / people, 0.22, left + 0.5 / people, 0.45];
    const emotion = { label: EMOTIONS[digest[6 + nth]! % EMOTIONS.length]!, score: 0.5 + digest[10 + nth]! / 512 };
    push(instances, picture, { label: 'person', score: 0.7 + digest[14 + nth]! / 1000, box, head, emotion, identity });
  }
  const label = OBJECTS[digest[20]! % OBJECTS.length]!;
  push(instances, picture, { label, score: 0.6, box: [0.4, 0.02, 0.6, 0.15] });
  return instances;
}

/** Boxes in shares of the picture. */
interface Invented {
  label: string;
  score: number;
  box: Box;
  head?: Box;
  emotion?: { label: string; score: number };
  identity?: number;
}

function push(instances: DetectedInstance[], picture: DecodedPicture, found: Invented): void {
  const inPixels = (box: Box, { width, height }: { width: number; height: number }): Box => [
    box[0] * width,
    box[1] * height,
    box[2] * width,
    box[3] * height,
  ];
  const box = fitToPicture(inPixels(found.box, picture), picture);
  if (box == null) return;
  const head = found.head == null ? null : fitToPicture(inPixels(found.head, picture), picture);
  instances.push({
    label: found.label,
    score: found.score,
    box,
    face: head == null ? null : { box: head, score: found.score, emotion: found.emotion ?? null },
    faceEmbedding: head == null || found.identity == null ? null : embeddingOf(found.identity),
    appearance: appearanceOf(picture.rgb, inPixels(found.box, picture.rgb)),
    mask: null,
  });
}

/** A direction of its own for each person, the same in every picture. */
function embeddingOf(identity: number): Float32Array {
  const bytes = createHash('sha512').update(`person ${identity}`).digest();
  return normalise(Array.from({ length: EMBEDDING_LENGTH }, (_, at) => bytes[at]! - 127.5))!;
}
