import { createHash } from 'node:crypto';
import { cpSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { RgbPicture } from '../../core/annotate/appearance.ts';
import type { Box } from '../../core/schema/primitives.ts';
import { models, type Models, type WeightFile } from '../../core/schema/models.ts';

const folder = fileURLToPath(new URL('../fixtures/models/annotator/', import.meta.url));

/** What Python makes of `picture.png` with the small networks; see `make-annotator-models.py`. */
export const GOLDEN = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as {
  owlv2: { labels: string[]; inputIds: number[][]; pixels: number[]; scores: number[]; boxes: Box[]; found: number[] };
  boxes: Box[];
  dinov2: { pixels: number[]; vectors: number[][] };
  siglip: { pixels: number[]; vectors: number[][] };
  sam: {
    pixels: number[];
    logits: number[][][];
    masks: { threshold: number; size: [number, number]; runs: number[] }[];
  };
  arcface: { points: [number, number][]; matrix: number[][]; pixels: number[]; vector: number[] };
  sha256: Record<string, string>;
};

/** The picture of the golden file, encoded and decoded. */
export const PICTURE = readFileSync(join(folder, 'picture.png'));
export async function pixelsOf(bytes: Uint8Array): Promise<RgbPicture> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}

/** One of the small networks' files as a configuration names it. */
export function weights(file: string): WeightFile {
  return { file, sha256: GOLDEN.sha256[file]! };
}

/** Copies the small networks into the model folder of a cache, so that XDG_CACHE_HOME leads to them. */
export async function fillModelFolder(cache: string): Promise<string> {
  const to = join(cache, 'storyloom', 'models');
  await mkdir(to, { recursive: true });
  cpSync(folder, to, { recursive: true });
  cpSync(SHOT_NETWORK, join(to, 'two-heads.onnx'));
  return to;
}

/** What the small networks have in common. */
const described = { backend: 'onnx', revision: 'seed 20', licence: 'Apache-2.0' };

/** The small network for whole keyframes. */
export const SMALL_FRAMES = { ...described, ...weights('dinov2.onnx'), family: 'dinov2', id: 'small-dinov2' };

/** A small network for shots; its file belongs into the folder of models. */
export const SHOT_NETWORK = fileURLToPath(new URL('../fixtures/models/two-heads.onnx', import.meta.url));
export const SMALL_SHOTS = {
  ...described,
  family: 'transnetv2',
  id: 'small-shots',
  file: 'two-heads.onnx',
  sha256: createHash('sha256').update(readFileSync(SHOT_NETWORK)).digest('hex'),
};

/** All tasks of annotation done by the small networks. */
export const SMALL_MODELS = {
  detect: {
    ...described,
    ...weights('owlv2.onnx'),
    family: 'owlv2',
    id: 'small-owlv2',
    tokenizer: weights('tokenizer.json'),
    labels: GOLDEN.owlv2.labels,
    minScore: 0.3,
  },
  segment: { ...described, ...weights('sam.onnx'), family: 'sam', id: 'small-sam', minQuality: 0 },
  embed: { ...described, ...weights('dinov2.onnx'), family: 'dinov2', id: 'small-dinov2' },
  face: { ...described, ...weights('arcface.onnx'), family: 'arcface', id: 'small-arcface' },
};

/** The small networks as a checked configuration has them, with changes by task. */
export function smallModels(changes: Partial<Record<keyof typeof SMALL_MODELS, object>> = {}): Models {
  const entries = Object.entries(SMALL_MODELS).map(([task, model]) => [
    task,
    { ...model, ...changes[task as keyof typeof SMALL_MODELS] },
  ]);
  return models.parse(Object.fromEntries(entries));
}
