import { appearanceOf } from '../../core/annotate/appearance.ts';
import { composeInstances } from '../../core/annotate/instances.ts';
import { Failure } from '../../core/contract/errors.ts';
import type { Box } from '../../core/schema/primitives.ts';
import { onParentGone } from '../process/parent-gone.ts';
import type { AnnotatedImage, AnnotatorImage, DetectedInstance } from './annotator.ts';
import type { HumanAsk, HumanReply } from './human-wire.ts';
import { loadHumanNets, type Sightings } from './human-nets.ts';
import { decodePicture } from './picture.ts';

/** The process in which `human.ts` runs the nets: one picture in, its instances out, until the parent hangs up. */
onParentGone(() => process.exit(0));
process.on('message', (ask: HumanAsk) => void answer(ask));

let nets: ReturnType<typeof loadHumanNets> | null = null;

async function answer({ image, side, thresholds }: HumanAsk): Promise<void> {
  reply(
    await annotate(image, { side, thresholds }).then(
      (result): HumanReply => ({ result }),
      (error: unknown): HumanReply => {
        const message = error instanceof Error ? error.message : String(error);
        if (!(error instanceof Failure)) return { failure: { code: 'ModelUnavailable', message, details: {} } };
        return { failure: { code: error.code, message, details: error.details } };
      },
    ),
  );
}

function reply(message: HumanReply): void {
  if (process.connected) process.send?.(message);
}

async function annotate(image: AnnotatorImage, options: Omit<HumanAsk, 'image'>): Promise<AnnotatedImage> {
  const { width, height, rgb } = await decodePicture(image.bytes, { id: image.id, side: options.side });
  nets ??= loadHumanNets();
  const seen = await (await nets)(rgb);
  const scale = ([x1, y1, x2, y2]: Box, by: { x: number; y: number }): Box => [
    x1 * by.x,
    y1 * by.y,
    x2 * by.x,
    y2 * by.y,
  ];
  const up = { x: width / rgb.width, y: height / rgb.height };
  const down = { x: rgb.width / width, y: rgb.height / height };
  const scaled: Sightings = {
    objects: seen.objects.map((found) => ({ ...found, box: scale(found.box, up) })),
    faces: seen.faces.map((found) => ({ ...found, box: scale(found.box, up) })),
  };
  const composed = composeInstances(scaled.objects, scaled.faces, { width, height, ...options.thresholds });
  const instances = composed.map(({ label, score, box, face, region }): DetectedInstance => {
    const found = face == null ? null : scaled.faces[face]!;
    return {
      label,
      score,
      box,
      face:
        found == null ? null : { box: clamp(found.box, { width, height }), score: found.score, emotion: found.emotion },
      faceEmbedding: found?.embedding ?? null,
      appearance: appearanceOf(rgb, scale(region, down)),
      mask: null,
    };
  });
  return { id: image.id, width, height, instances };
}

function clamp(box: Box, { width, height }: { width: number; height: number }): Box {
  const x = (value: number): number => Math.min(width, Math.max(0, Math.round(value)));
  const y = (value: number): number => Math.min(height, Math.max(0, Math.round(value)));
  return [x(box[0]), y(box[1]), x(box[2]), y(box[3])];
}
