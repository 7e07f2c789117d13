import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TrueTransition } from '../../core/metrics/shots.ts';

/** Real clips whose hard cuts were checked by eye. */
export interface CheckedClip {
  name: string;
  file: string;
  truth: TrueTransition[];
}

const MEDIA = fileURLToPath(new URL('../../../shared/media/', import.meta.url));

/** The clips that lie beside the repository; none where that folder is absent. */
export async function checkedClips(): Promise<CheckedClip[]> {
  const list = join(MEDIA, 'shots/eye_checked_cuts.json');
  if (!existsSync(list)) return [];
  const { clips } = JSON.parse(await readFile(list, 'utf8')) as { clips: Record<string, { cuts: number[] }> };
  return Object.entries(clips).map(([name, { cuts }]) => {
    const truth = cuts.map((frame) => ({ kind: 'cut', frame, startFrame: frame, endFrame: frame }));
    return { name, file: join(MEDIA, name), truth };
  });
}
