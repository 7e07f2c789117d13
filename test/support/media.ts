import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';

const root = fileURLToPath(new URL('../../../shared/media/', import.meta.url));
const present = existsSync(root);

if (!present && process.env['STORYLOOM_MEDIA'] === 'required') {
  throw new Error('STORYLOOM_MEDIA=required, but the shared media folder is not beside the repository.');
}

/** Path of a file in the shared media folder; only call it inside `describeWithMedia`. */
export function sharedMedia(relative: string): string {
  return root + relative;
}

/** A suite that needs the shared media; without them it counts as skipped, in one visible line. */
export const describeWithMedia = present ? describe : describe.skip;
