import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { RgbPicture } from '../../core/annotate/appearance.ts';
import type { FacePoints, Point } from '../../core/annotate/face-crop.ts';
import type { FoundFace, FoundObject } from '../../core/annotate/instances.ts';
import { normalise } from '../../core/annotate/vectors.ts';
import type { Box } from '../../core/schema/primitives.ts';

const require = createRequire(import.meta.url);

/** The parts of `@vladmandic/human` that are used; boxes are shares of the picture as left, top, width, height. */
interface HumanResult {
  face: {
    score: number;
    boxScore: number;
    boxRaw: Quad;
    emotion?: { score: number; emotion: string }[];
    embedding?: number[];
    /** Points of the face mesh in pixels. */
    mesh: [number, number, number?][];
  }[];
  object: { score: number; label: string; boxRaw: Quad }[];
  error: string | null;
}
type Quad = [number, number, number, number];
type Tensor = object;
interface Human {
  init(): Promise<void>;
  load(): Promise<void>;
  detect(input: Tensor): Promise<HumanResult>;
  tf: {
    getBackend(): string;
    tensor3d(values: Uint8Array, shape: [number, number, number], dtype: 'int32'): Tensor;
    dispose(tensor: Tensor): void;
  };
}

/** What the nets see in a picture, in pixels of the picture that they were given. */
export interface Sightings {
  objects: FoundObject[];
  /** `points` is null where the mesh did not settle on the face. */
  faces: (FoundFace & { embedding: Float32Array | null; points: FacePoints | null })[];
}

/** Lowest score at which the face detector's and the face mesh's finds count. */
const MIN_FACE_SCORE = 0.4;
/** Floor for objects; what counts in the end is decided by `composeInstances`. */
const MIN_OBJECT_SCORE = 0.2;
/** Faces and objects that the nets may return for one picture. */
const MAX_FOUND = 60;
/** Faces narrower than this many pixels of the analysed picture get no embedding: there is nothing to compare. */
const MIN_EMBEDDED_FACE = 24;

/** Every frame stands alone: no result may be reused from the frame before. */
const alone = { skipFrames: 0, skipTime: 0 };
const off = { enabled: false };

/**
 * Settings of the nets. Nothing is carried from picture to picture (`cacheSensitivity: 0` and no skipped frames), so
 * that the same bytes give the same numbers whatever came before.
 */
function settings(): object {
  return {
    backend: 'wasm',
    wasmPath: `${path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`,
    // Any absolute address will do: requests are answered from the package's own folder.
    modelBasePath: 'http://models.invalid/',
    debug: false,
    async: false,
    warmup: 'none',
    cacheModels: false,
    cacheSensitivity: 0,
    validateModels: false,
    filter: off,
    gesture: off,
    body: off,
    hand: off,
    segmentation: off,
    object: { enabled: true, minConfidence: MIN_OBJECT_SCORE, iouThreshold: 0.5, maxDetected: MAX_FOUND, ...alone },
    face: {
      enabled: true,
      detector: { rotation: true, maxDetected: MAX_FOUND, minConfidence: MIN_FACE_SCORE, iouThreshold: 0.1, ...alone },
      mesh: { enabled: true, keepInvalid: false, ...alone },
      description: { enabled: true, minConfidence: 0, ...alone },
      emotion: { enabled: true, minConfidence: 0.05, ...alone },
      iris: off,
      attention: off,
      antispoof: off,
      liveness: off,
    },
  };
}

/** Answers the nets' requests for weights from the package's folder; nothing leaves the process. */
function serveModels(folder: string): typeof fetch {
  return async (input) => {
    const address = input instanceof Request ? input.url : String(input);
    const name = path.basename(new URL(address).pathname);
    const bytes = await readFile(path.join(folder, name));
    const type = name.endsWith('.json') ? 'application/json' : 'application/octet-stream';
    return new Response(new Uint8Array(bytes), { headers: { 'content-type': type } });
  };
}

/**
 * Loads the nets of `@vladmandic/human` on WebAssembly (about 30 MB, half a second) and returns the function that looks
 * at a picture. It replaces the process's `fetch`, and the work blocks the thread: call it in a process of its own.
 */
export async function loadHumanNets(): Promise<(picture: RgbPicture) => Promise<Sightings>> {
  const root = path.resolve(path.dirname(require.resolve('@vladmandic/human')), '..');
  globalThis.fetch = serveModels(path.join(root, 'models'));
  const { Human } = require(path.join(root, 'dist', 'human.node-wasm.js')) as { Human: new (config: object) => Human };
  const human = new Human(settings());
  await human.init();
  await human.load();
  if (human.tf.getBackend() !== 'wasm') throw new Error(`the nets run on ${human.tf.getBackend()} instead of wasm`);
  return (picture) => look(human, picture);
}

/**
 * The picture with black beside or below it, as high as it is wide. The nets squeeze whatever they get to a square: of 104
 * faces of 80 pixels and more in 16:9 pictures they missed 16, and none that kept its shape.
 */
function squared({ width, height, pixels }: RgbPicture): RgbPicture {
  const side = Math.max(width, height);
  const square = new Uint8Array(3 * side * side);
  for (let y = 0; y < height; y++) square.set(pixels.subarray(3 * width * y, 3 * width * (y + 1)), 3 * side * y);
  return { width: side, height: side, pixels: square };
}

async function look(human: Human, shown: RgbPicture): Promise<Sightings> {
  const picture = squared(shown);
  const input = human.tf.tensor3d(picture.pixels, [picture.height, picture.width, 3], 'int32');
  try {
    const result = await human.detect(input);
    if (result.error != null) throw new Error(result.error);
    const boxOf = ([x, y, width, height]: Quad): Box => [
      x * picture.width,
      y * picture.height,
      (x + width) * picture.width,
      (y + height) * picture.height,
    ];
    return {
      objects: result.object.map(({ label, score, boxRaw }) => ({ label, score: share(score), box: boxOf(boxRaw) })),
      faces: result.face.map((found) => {
        const box = boxOf(found.boxRaw);
        const usable = box[2] - box[0] >= MIN_EMBEDDED_FACE && found.embedding != null;
        const strongest = found.emotion?.toSorted((a, b) => b.score - a.score || (a.emotion < b.emotion ? -1 : 1))[0];
        return {
          score: share(Math.min(found.boxScore, found.score)),
          box,
          emotion: strongest == null ? null : { label: strongest.emotion, score: share(strongest.score) },
          embedding: usable ? normalise(found.embedding!) : null,
          points: pointsOf(found.mesh),
        };
      }),
    };
  } finally {
    human.tf.dispose(input);
  }
}

/** Points of MediaPipe's face mesh: the corners of both eyes, the tip of the nose, the corners of the mouth. */
const EYES = [
  [33, 133],
  [362, 263],
] as const;
const NOSE = 1;
const MOUTH = [61, 291] as const;

function pointsOf(mesh: HumanResult['face'][number]['mesh']): FacePoints | null {
  if (mesh.length <= Math.max(...EYES.flat(), ...MOUTH)) return null;
  const at = (number: number): Point => [mesh[number]![0], mesh[number]![1]];
  const middle = ([one, other]: readonly [number, number]): Point => [
    (at(one)[0] + at(other)[0]) / 2,
    (at(one)[1] + at(other)[1]) / 2,
  ];
  return [middle(EYES[0]), middle(EYES[1]), at(NOSE), at(MOUTH[0]), at(MOUTH[1])];
}

function share(value: number): number {
  return Math.min(1, Math.max(0, value));
}
