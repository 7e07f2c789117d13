import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Failure } from '../../core/contract/errors.ts';
import { filmId, milliseconds } from '../../core/schema/primitives.ts';
import { track } from '../../core/schema/track.ts';

/** What `annotate --tracks --json` prints, as far as it is read again. */
const trackDocument = z.object({
  film: filmId,
  shots: z.array(z.object({ startMs: milliseconds, endMs: milliseconds })),
  tracks: z.array(track),
});

export type TrackDocument = z.infer<typeof trackDocument>;

/** Reads the JSON document of `annotate --tracks`. Throws `InvalidInput` that names the file and the place. */
export async function readTracks(file: string): Promise<TrackDocument> {
  const remedy = 'Write it with `storyloom annotate VIDEO --tracks 8 --json > FILE`.';
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new Failure('InvalidInput', 'the tracks cannot be read as JSON', { file, remedy }, { cause });
  }
  const parsed = trackDocument.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new Failure('InvalidInput', `the tracks are of another form: ${message}`, { file, at: path.join('.'), remedy });
}
