import type { RgbPicture } from '../../core/annotate/appearance.ts';
import { FACE_SIDE } from '../../core/annotate/face-crop.ts';
import { BALANCED, IMAGENET, toPlanes } from '../../core/annotate/planes.ts';
import { normalise } from '../../core/annotate/vectors.ts';
import { Failure } from '../../core/contract/errors.ts';
import type { EmbedModel, FaceModel } from '../../core/schema/models.ts';
import { type Network, openNetwork, piecesOf, stack } from './onnx-network.ts';
import { resizeRgb } from './resize.ts';

/** Square crops → vectors of length 1, in the order of the crops. */
export type Embedder = (crops: readonly RgbPicture[], most: number) => Promise<Float32Array[]>;

/** How each family was trained to see: side, channels, and the kernel that scales. */
const FAMILIES = {
  dinov2: { side: 224, channels: IMAGENET, kernel: 'cubic' },
  siglip: { side: 384, channels: BALANCED, kernel: 'cubic' },
  arcface: { side: FACE_SIDE, channels: BALANCED, kernel: 'linear' },
} as const;

/** Loads a network that turns crops into vectors: of looks (DINOv2, SigLIP) or of aligned faces (ArcFace). */
export async function openEmbedder(model: EmbedModel | FaceModel): Promise<Embedder> {
  const network = await openNetwork(model, {
    inputs: [],
    outputs: [],
    pixels: null,
    side: FAMILIES[model.family].side,
  });
  const { side, first } = network;
  if (model.family === 'arcface' && side !== FACE_SIDE) {
    throw new Failure('InvalidInput', `${model.id} sees ${side} pixels; aligned faces have ${FACE_SIDE}`, {
      at: 'face',
    });
  }
  const read = readerOf(network);
  return async (crops, most) => {
    const vectors: Float32Array[] = [];
    for (const batch of piecesOf(crops, Math.min(model.batchSize, most))) {
      const planes = await Promise.all(batch.map((crop) => cropPlanes(crop, { family: model.family, side })));
      const { [read.output]: out } = await network.run(
        { [first.input]: stack(planes, side) },
        { [read.output]: [batch.length, ...read.shape] },
      );
      const length = out!.values.length / batch.length;
      for (const nth of batch.keys()) {
        const vector = normalise(out!.values.subarray(nth * length, nth * length + out!.shape.at(-1)!));
        if (vector == null) throw new Failure('ModelReply', `${model.id}: an embedding without direction`);
        vectors.push(vector);
      }
    }
    return vectors;
  };
}

/** A crop as a network of the family sees it. */
export async function cropPlanes(
  crop: RgbPicture,
  { family, side }: { family: keyof typeof FAMILIES; side: number },
): Promise<Float32Array> {
  const { channels, kernel } = FAMILIES[family];
  const scaled = await resizeRgb(crop, { width: side, height: side, kernel });
  return toPlanes(scaled, { ...channels, side, rest: [0, 0, 0] });
}

/** The output to read: the pooled one where there is one, else the first; of one with tokens the first token (CLS). */
function readerOf({ has, first }: Network): { output: string; shape: (number | null)[] } {
  const output = ['pooler_output', 'image_embeds'].find(has) ?? first.output;
  return { output, shape: output === 'last_hidden_state' ? [null, null] : [null] };
}
