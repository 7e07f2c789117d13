import { z } from 'zod';
import { count, filmId } from './primitives.ts';

/** The colours of a keyframe, for the stages that follow: no table of the corpus. */
export const keyframeLook = z.object({
  film: filmId,
  keyframe: count,
  /** Bytes of `core/keyframe/look.ts` in base64. */
  look: z.base64(),
});

export type KeyframeLook = z.infer<typeof keyframeLook>;
