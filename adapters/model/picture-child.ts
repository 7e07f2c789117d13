import { Failure } from '../../core/contract/errors.ts';
import type { AnnotatorImage } from './annotator.ts';
import { serveAsks } from './model-child.ts';
import type { PictureAnswer, PictureAsk, PictureReply } from './picture-wire.ts';

/** Says something of each picture, in their order; a network gets at most `most` rows at once. */
export type Look<Answer extends PictureAnswer> = (images: readonly AnnotatorImage[], most: number) => Promise<Answer[]>;

/** Serves a `PictureHost` in a process of its own: first its networks load, once, then pictures come. */
export function servePictures<Model, Answer extends PictureAnswer>(
  load: (model: Model) => Promise<Look<Answer>>,
): void {
  let look: Look<Answer> | null = null;
  serveAsks(
    (ask: PictureAsk<Model>) => ('id' in ask ? ask.id : null),
    async (ask): Promise<PictureReply<Answer>> => {
      if ('open' in ask) {
        look = await load(ask.open);
        return { opened: true };
      }
      if (look == null) throw new Failure('ModelUnavailable', 'no models were loaded');
      return { id: ask.id, answers: await look(ask.images, ask.most) };
    },
  );
}
