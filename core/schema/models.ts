import { z } from 'zod';
import { share } from './primitives.ts';

/** Tasks of models, in the order in which a picture meets them; `polish` retells stories. */
export const MODEL_TASKS = ['shots', 'frames', 'detect', 'face', 'segment', 'embed', 'caption', 'polish'] as const;

/** Those that find instances and describe them, together one backend. */
export const ANNOTATION_TASKS = ['detect', 'face', 'segment', 'embed'] as const;

const text = z.string().min(1).max(200);
/** Place of a file under the folder of models; it can't leave that folder. */
const modelPath = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/, 'use a path inside the folder of models');
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'use 64 hexadecimal digits, as sha256sum prints them');

/** A file that a model needs, and what it must contain. */
const weightFile = z.strictObject({
  file: modelPath,
  sha256,
  /** Where `storyloom models --fetch` gets it from. */
  url: z.url({ protocol: /^https?$/ }).optional(),
});

/** What a network runs on. Neither a GPU nor, where one was asked for, the CPU is ever taken unasked. */
export const DEVICES = ['cpu', 'cuda', 'cuda-or-cpu'] as const;
export type Device = (typeof DEVICES)[number];

/** The backend that is in the package: no weights to name. */
const human = z.strictObject({ backend: z.literal('human') });

/** What every ONNX model says of itself. */
const onnx = {
  ...weightFile.shape,
  backend: z.literal('onnx'),
  /** Name of the model, as rows have it. */
  id: text,
  /** Release or commit of the weights, as their publisher names it. */
  revision: text,
  /** Licence of the weights, as `storyloom models` shows it. */
  licence: text,
  /** Number type of the weights; inputs and outputs are always float32. */
  dtype: z.enum(['fp32', 'fp16', 'int8', 'q4']).default('fp32'),
  device: z.enum(DEVICES).default('cpu'),
  /** GiB of GPU memory that one loaded copy takes while it works on a batch; it changes no row. */
  vramGiB: z.number().positive().max(1024).optional(),
  /** Pictures, crops or boxes that the network gets at once; it changes no row. */
  batchSize: z.int().min(1).max(256).default(4),
};
/** Side in pixels of the square that the network sees, where its file leaves it open. */
const side = z.int().min(16).max(4096).optional();

/** It sees one window of frames at a time, so it has no batches. */
const shots = z.discriminatedUnion('backend', [
  z.strictObject({
    ...weightFile.shape,
    backend: onnx.backend,
    id: onnx.id,
    revision: onnx.revision,
    licence: onnx.licence,
    dtype: onnx.dtype,
    device: onnx.device,
    vramGiB: onnx.vramGiB,
    family: z.literal('transnetv2'),
    /** Probability above which a frame belongs to a transition; the default is that of TransNetV2. */
    threshold: share.default(0.5),
  }),
]);

const frames = z.discriminatedUnion('backend', [
  z.strictObject({ ...onnx, family: z.enum(['dinov2', 'siglip']), side }),
]);

const detect = z.discriminatedUnion('backend', [
  human,
  z.strictObject({
    ...onnx,
    family: z.literal('owlv2'),
    side,
    tokenizer: weightFile,
    /** What is looked for, in words; `person` is what faces belong to. */
    labels: z.array(text).min(1).max(100).refine(isUnique, 'name each label once'),
    /** Nouns of the film's own action lines that are looked for as well, at most. */
    scriptNouns: z.int().min(0).max(50).default(0),
    /** Nouns of the captions of a shot's keyframes that are looked for in it as well, at most; needs a model that sees. */
    captionNouns: z.int().min(0).max(50).default(0),
    /** Put around each label, `{}` standing for it. */
    prompt: z.string().max(200).includes('{}').default('{}'),
    /** Lowest score of a find, 0–1. */
    minScore: share.default(0.2),
  }),
]);

const segment = z.discriminatedUnion('backend', [
  z.strictObject({
    ...onnx,
    family: z.literal('sam'),
    side,
    /** Lowest quality that the network gives its own mask; below it the box stands for the mask. */
    minQuality: share.default(0.5),
  }),
]);

const embed = z.discriminatedUnion('backend', [
  human,
  z.strictObject({ ...onnx, family: z.enum(['dinov2', 'siglip']), side }),
]);

const face = z.discriminatedUnion('backend', [
  human,
  z.strictObject({
    ...onnx,
    family: z.literal('arcface'),
    /** Faces whose longer side has fewer pixels get no embedding: there is nothing to compare. */
    minSide: z.int().min(8).max(2000).default(40),
  }),
]);

/** What a million tokens cost, in whatever currency all prices of a configuration are in. */
const price = z.strictObject({ prompt: z.number().nonnegative(), completion: z.number().nonnegative() });

const chat = z.discriminatedUnion('backend', [
  z.strictObject({ backend: z.literal('openai'), id: text, revision: text, licence: text, price: price.optional() }),
]);

/** Thresholds of re-identification that go with the embeddings; those left out keep the defaults. */
const identify = z.strictObject({
  face: z.number().min(-1).max(1).optional(),
  faceNearby: z.number().min(-1).max(1).optional(),
  looks: z.number().min(-1).max(1).optional(),
  personAppearance: z.number().min(-1).max(1).optional(),
  objectAppearance: z.number().min(-1).max(1).optional(),
});

/** Which model does which task; a task that is left out keeps its default. */
export const models = z.strictObject({
  shots: shots.optional(),
  frames: frames.optional(),
  detect: detect.default({ backend: 'human' }),
  face: face.default({ backend: 'human' }),
  segment: segment.optional(),
  embed: embed.default({ backend: 'human' }),
  caption: chat.optional(),
  polish: chat.optional(),
  identify: identify.optional(),
});

/** The configuration file of `--config`. */
export const configuration = z.strictObject({
  /** Forbids `storyloom models --fetch`; no other command ever fetches weights. */
  offline: z.boolean().default(false),
  models: models.prefault({}),
});

export type ChatPrice = z.infer<typeof price>;
export type WeightFile = z.infer<typeof weightFile>;
export type Models = z.infer<typeof models>;
export type Configuration = z.infer<typeof configuration>;
export type ModelTask = (typeof MODEL_TASKS)[number];
/** A task done by ONNX Runtime. */
export type OnnxModel = Extract<NonNullable<Models[ModelTask]>, { backend: 'onnx' }>;
export type ShotsModel = Extract<OnnxModel, { family: 'transnetv2' }>;
/** A network whose rows come in batches. */
export type BatchedModel = Exclude<OnnxModel, ShotsModel>;
export type DetectModel = Extract<OnnxModel, { family: 'owlv2' }>;
export type SegmentModel = Extract<OnnxModel, { family: 'sam' }>;
/** A network that embeds whole keyframes. */
export type FramesModel = NonNullable<Models['frames']>;
export type EmbedModel = Extract<OnnxModel, { family: 'dinov2' | 'siglip' }>;
export type FaceModel = Extract<OnnxModel, { family: 'arcface' }>;

function isUnique(names: readonly string[]): boolean {
  return new Set(names).size === names.length;
}
