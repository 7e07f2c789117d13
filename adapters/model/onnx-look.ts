import { createHash } from 'node:crypto';
import { appearanceOf, type RgbPicture } from '../../core/annotate/appearance.ts';
import { squareCrop } from '../../core/annotate/crops.ts';
import { alignFace, cutFace } from '../../core/annotate/face-crop.ts';
import { type ComposedInstance, composeInstances } from '../../core/annotate/instances.ts';
import { encodeMask } from '../../core/annotate/rle.ts';
import type { Models } from '../../core/schema/models.ts';
import type { AnnotatedImage, DetectedInstance } from './annotator.ts';
import { fullPicture, type FullPicture, type Seen, seenBy } from './onnx-faces.ts';
import { thresholdsOf } from './onnx-models.ts';
import { loadHumanNets } from './human-nets.ts';
import { type Detector, openDetector } from './onnx-detect.ts';
import { type Embedder, openEmbedder } from './onnx-embed.ts';
import { openSegmenter, type Segmenter } from './onnx-segment.ts';
import type { Look } from './picture-child.ts';
import type { PictureAnswer } from './picture-wire.ts';

/** A picture's instances, and the SHA-256 of the bytes that they were found in. */
export type AnnotatedBytes = AnnotatedImage & PictureAnswer;

/** Networks of the tasks that have one. */
interface Networks {
  detect: Detector | null;
  segment: Segmenter | null;
  embed: Embedder | null;
  face: Embedder | null;
}

/**
 * Loads the configured models. Faces are found, and tasks left to `human` are done, by the embedded nets, which load with
 * the first picture. It replaces the process's `fetch`, and runs block the thread: call it in a process of its own.
 */
export async function openLook(models: Models): Promise<Look<AnnotatedBytes>> {
  const { detect, segment, embed, face } = models;
  const networks: Networks = {
    detect: detect.backend === 'onnx' ? await openDetector(detect) : null,
    segment: segment == null ? null : (await openSegmenter(segment)).masks,
    embed: embed.backend === 'onnx' ? await openEmbedder(embed) : null,
    face: face.backend === 'onnx' ? await openEmbedder(face) : null,
  };
  const limits = thresholdsOf(models);
  let nets: ReturnType<typeof loadHumanNets> | null = null;
  return async (images, most) => {
    const pictures: FullPicture[] = [];
    for (const image of images) pictures.push(await fullPicture(image));
    nets ??= loadHumanNets();
    const human = await nets;
    const asked = pictures.map(({ rgb }, nth) => ({ picture: rgb, labels: images[nth]!.labels ?? [] }));
    const objects = await networks.detect?.(asked, most);
    const results: AnnotatedBytes[] = [];
    for (const [nth, picture] of pictures.entries()) {
      const seen = await seenBy(human, picture);
      const composed = composeInstances(objects?.[nth] ?? seen.objects, seen.faces, { ...picture.rgb, ...limits });
      const instances = await describe(picture, { composed, seen, networks, models, most });
      const { id, width, height } = picture;
      results.push({
        id,
        width,
        height,
        instances,
        sha256: createHash('sha256').update(images[nth]!.bytes).digest('hex'),
      });
    }
    return results;
  };
}

/** Masks, embeddings and faces of a picture's instances. */
async function describe(
  { rgb }: FullPicture,
  {
    composed,
    seen,
    networks,
    models,
    most,
  }: { composed: ComposedInstance[]; seen: Seen; networks: Networks; models: Models; most: number },
): Promise<DetectedInstance[]> {
  const boxes = composed.map(({ box }) => box);
  const masks = boxes.length === 0 ? [] : await networks.segment?.(rgb, boxes, most);
  const crops = composed.map(({ box }, nth) => squareCrop(rgb, box, masks?.[nth] ?? null));
  const looks = await networks.embed?.(crops, most);
  const faces = await embedFaces(rgb, { seen, models, embedder: networks.face, most });
  return composed.map(({ label, score, box, face, region }, nth) => {
    const found = face == null ? null : seen.faces[face]!;
    const mask = masks?.[nth] ?? null;
    return {
      label,
      score,
      box,
      face: found == null ? null : { box: found.inside, score: found.score, emotion: found.emotion },
      faceEmbedding: face == null ? null : faces[face]!,
      appearance: looks == null ? appearanceOf(rgb, region) : looks[nth]!,
      mask: mask == null ? null : encodeMask(mask, rgb),
    };
  });
}

/** For each face its embedding, or null where it is too small or no points are known. */
async function embedFaces(
  rgb: RgbPicture,
  { seen, models, embedder, most }: { seen: Seen; models: Models; embedder: Embedder | null; most: number },
): Promise<(Float32Array | null)[]> {
  const { face } = models;
  if (embedder == null || face.backend !== 'onnx') return seen.faces.map(({ embedding }) => embedding);
  const crops: RgbPicture[] = [];
  const places = seen.faces.map(({ points, box }) => {
    const pixels = Math.max(box[2] - box[0], box[3] - box[1]);
    const similarity = points == null || pixels < face.minSide ? null : alignFace(points);
    return similarity == null ? null : crops.push(cutFace(rgb, similarity)) - 1;
  });
  const vectors = await embedder(crops, most);
  return places.map((place) => (place == null ? null : vectors[place]!));
}
