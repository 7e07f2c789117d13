import { createHash } from 'node:crypto';
import type { FramesModel } from '../../core/schema/models.ts';
import { openEmbedder } from './onnx-embed.ts';
import type { EmbeddedPicture } from './onnx-frames.ts';
import { servePictures } from './picture-child.ts';
import { decodePicture } from './picture.ts';

/** Longer side to which pictures are decoded: twice what the networks see. */
const SIDE = 768;

/** The process in which `onnx-frames.ts` runs its network. */
servePictures<FramesModel, EmbeddedPicture>(async (model) => {
  const embed = await openEmbedder(model);
  return async (images, most) => {
    const pictures = await Promise.all(images.map(({ id, bytes }) => decodePicture(bytes, { id, side: SIDE })));
    const vectors = await embed(
      pictures.map(({ rgb }) => rgb),
      most,
    );
    return images.map(({ id, bytes }, at) => {
      return { id, sha256: createHash('sha256').update(bytes).digest('hex'), embedding: vectors[at]! };
    });
  };
});
