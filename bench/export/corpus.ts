import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Keyframe } from '../../core/schema/media.ts';
import { openFolderStore } from '../../adapters/store/folder.ts';
import { writeFilm } from '../../test/support/corpus.ts';
import { filmRows } from '../../test/support/story-rows.ts';
import { seeded } from '../../test/support/random.ts';

const FRAMES_PER_FILM = 200;

/**
 * Writes a corpus of as many frames as asked for, every one with bytes of its own, which begin as a JPEG does: exports
 * copy pictures and look into none. The pictures are put where the store has them without waiting for the disk each time.
 */
export async function writeBenchCorpus(folder: string, frames: number, frameBytes: number): Promise<void> {
  const store = await openFolderStore(folder);
  const random = seeded(1);
  const noise = Uint8Array.from({ length: frameBytes }, () => Math.floor(random() * 256));
  noise.set([0xff, 0xd8, 0xff, 0xe0]);
  for (let film = 0; film * FRAMES_PER_FILM < frames; film++) {
    const rows = filmRows(`film-${String(film).padStart(4, '0')}`, Array<number>(FRAMES_PER_FILM).fill(1));
    const keyframes: Keyframe[] = [];
    for (const frame of rows.keyframes) {
      new DataView(noise.buffer).setUint32(4, film * FRAMES_PER_FILM + frame.index);
      const hash = createHash('sha256').update(noise).digest('hex');
      const path = join(folder, 'blobs', hash.slice(0, 2), hash);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, noise);
      keyframes.push({ ...frame, image: `sha256-${hash}` });
    }
    await writeFilm(store, { ...rows, keyframes }, 'train');
  }
  await store.close();
}
