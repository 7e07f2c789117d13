import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encodeMask, type Mask } from '../../core/annotate/rle.ts';
import type { Instance, Keyframe } from '../../core/schema/media.ts';
import { openFolderStore } from '../../adapters/store/folder.ts';
import { writeFilm } from '../../test/support/corpus.ts';
import { entityRow, filmRows, instanceRow } from '../../test/support/story-rows.ts';
import { seeded } from '../../test/support/random.ts';

const FRAMES_PER_FILM = 200;
/** Size of frames that have masks. */
const MASKED = { width: 1280, height: 720 };

/**
 * Writes a corpus of as many frames as asked for, every one with bytes of its own, which begin as a JPEG does: exports
 * copy pictures and look into none. The pictures are put where the store has them without waiting for the disk each time.
 * With `masks` each frame is of 1280 by 720 pixels and has three instances with masks.
 */
export async function writeBenchCorpus(
  folder: string,
  frames: number,
  { frameBytes, masks = false }: { frameBytes: number; masks?: boolean },
): Promise<void> {
  const store = await openFolderStore(folder);
  const random = seeded(1);
  const noise = Uint8Array.from({ length: frameBytes }, () => Math.floor(random() * 256));
  noise.set([0xff, 0xd8, 0xff, 0xe0]);
  const seen = masks ? [bodyMask(400, 400, 260), bodyMask(800, 380, 240), bodyMask(1000, 500, 60)] : [];
  for (let film = 0; film * FRAMES_PER_FILM < frames; film++) {
    const rows = filmRows(`film-${String(film).padStart(4, '0')}`, Array<number>(FRAMES_PER_FILM).fill(1));
    const keyframes: Keyframe[] = [];
    const instances: Instance[] = [];
    for (const frame of rows.keyframes) {
      new DataView(noise.buffer).setUint32(4, film * FRAMES_PER_FILM + frame.index);
      const hash = createHash('sha256').update(noise).digest('hex');
      const path = join(folder, 'blobs', hash.slice(0, 2), hash);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, noise);
      keyframes.push({ ...frame, ...(masks ? MASKED : {}), image: `sha256-${hash}` });
      for (const [index, mask] of seen.entries()) {
        const own = { entity: `char${index + 1}`, index, mask, maskSource: 'segmenter', ...MASKED } as const;
        instances.push(instanceRow(frame.film, frame.index, own));
      }
    }
    const entities = seen.map((_, index) => entityRow(rows.film.id, `char${index + 1}`));
    await writeFilm(store, { ...rows, keyframes, entities, instances }, 'train');
  }
  await store.close();
}

/** An oval with an uneven edge, as segmenters give them. */
function bodyMask(centreX: number, centreY: number, radius: number): Mask {
  const { width, height } = MASKED;
  const pixels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const distance = ((x - centreX) / radius) ** 2 + ((y - centreY) / (1.3 * radius)) ** 2;
      if (distance + 0.1 * Math.sin(x / 7) * Math.cos(y / 9) < 1) pixels[y * width + x] = 1;
    }
  }
  return encodeMask(pixels, MASKED);
}
