import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Annotator } from '../../adapters/model/annotator.ts';
import { createLibavEngine } from '../../adapters/media/libav.ts';
import type { InstanceFeatures } from '../../core/annotate/identity.ts';
import { SCAN_DEFAULTS } from '../../core/keyframe/options.ts';
import type { Instance, Keyframe, Shot } from '../../core/schema/media.ts';
import { encodeFilm } from '../../demo/encode.ts';
import { drawFilm } from '../../demo/render.ts';
import { type Box, facesAt, type PhotoFilm } from './photo-film.ts';

/** What was found in a film of photographs, beside what is true. */
export interface PhotoCast {
  shots: Omit<Shot, 'film'>[];
  keyframes: Pick<Keyframe, 'index' | 'shot'>[];
  instances: Instance[];
  features: InstanceFeatures[];
  /** True person of every instance, in their order; null where no face is. */
  persons: (string | null)[];
  /** Faces of at least 80 pixels that are whole in their keyframe, and those of them that were not found. */
  largeFaces: number;
  missed: string[];
  /** Instances of persons with a face where none is. */
  falsePersons: string[];
}

const SIZE = { width: 1280, height: 720 };
/** Side of a face that must be found, in pixels, and how much of it must lie in the picture. */
const LARGE = 80;
const WHOLE = 0.98;

/** Renders the film, decodes it, and has its keyframes annotated. */
export async function annotatePhotoFilm(
  film: PhotoFilm,
  annotator: Annotator,
  signal?: AbortSignal,
): Promise<PhotoCast> {
  const folder = await mkdtemp(join(tmpdir(), 'storyloom-photographs-'));
  try {
    const video = join(folder, 'film.mp4');
    await encodeFilm(await drawFilm(film.edit, film.truth, SIZE), video, { fps: film.edit.fps });
    const scan = await createLibavEngine().scan(video, folder, { ...SCAN_DEFAULTS, keyframesPerShot: 2 });
    const images = await Promise.all(
      scan.keyframes.map(async ({ file, index }) => ({ id: String(index), bytes: await readFile(file) })),
    );
    const found = await annotator.annotate(images, signal == null ? {} : { signal });
    const cast: PhotoCast = {
      shots: scan.shots,
      keyframes: scan.keyframes.map(({ index, shot }) => ({ index, shot })),
      instances: [],
      features: [],
      persons: [],
      largeFaces: 0,
      missed: [],
      falsePersons: [],
    };
    for (const { index, frame, width } of scan.keyframes) {
      const picture = found[index]!;
      const scale = width / picture.width;
      const truth = facesAt(film, frame, SIZE);
      const taken = new Set<string>();
      for (const [at, one] of picture.instances.entries()) {
        const { faceEmbedding, appearance, label, score, box, face } = one;
        const open = { mask: null, maskSource: 'box' as const, entity: null, evidence: null };
        const size = { width: picture.width, height: picture.height };
        const where = { film: film.edit.id, keyframe: index, index: at };
        cast.instances.push({ ...where, label, score, box, face, ...size, ...open, model: annotator.model });
        cast.features.push({ keyframe: index, index: at, face: faceEmbedding, appearance });
        const seen =
          face == null
            ? null
            : truth.find((other) =>
                isOn(
                  face.box.map((value) => value * scale),
                  other.box,
                ),
              );
        cast.persons.push(seen?.person ?? null);
        if (seen != null) taken.add(seen.person);
        else if (face != null) cast.falsePersons.push(`keyframe ${index}: ${face.box.join()}`);
      }
      for (const { person, box, visible } of truth) {
        if (visible < WHOLE || Math.min(box[2] - box[0], box[3] - box[1]) < LARGE) continue;
        cast.largeFaces++;
        if (!taken.has(person)) cast.missed.push(`keyframe ${index}: ${person}`);
      }
    }
    return cast;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Whether the middle of a found face lies in a true one. */
function isOn(found: readonly number[], [left, top, right, bottom]: Box): boolean {
  const [x, y] = [(found[0]! + found[2]!) / 2, (found[1]! + found[3]!) / 2];
  return x > left && x < right && y > top && y < bottom;
}
