import type { FrameKind } from '../schema/media.ts';
import { cardFeatures, type CardFeatures, type Ground, groundOf } from './card.ts';
import type { LumaPicture } from './picture.ts';
import type { Light } from './quality.ts';
import { ScrollWatch } from './scroll.ts';

/**
 * What a card of text must be: mostly ground, with ink that lies in rows of several short upright strokes and little
 * between the two. Cards rendered in several fonts, sizes and colours have a ground of 0.94 and more, 0.94 of their ink
 * in rows of letters, strokes of 1 to 6 samples, and less between than ink. Pictures that come near in one of these, such
 * as leaves before a sky or an airplane, fail another.
 */
const CARD = { ground: 0.6, inLetters: 0.85, upright: 0.35, stroke: 8, strokes: 60, between: 1 };

/** Whether there is little beside a ground and what stands out from it. */
function isPlain({ ground, ink }: Ground): boolean {
  return ground >= CARD.ground && 1 - ground - ink <= CARD.between * ink;
}

/** Whether what stands out is text. */
function isText({ inLetters, upright, stroke, strokes }: CardFeatures): boolean {
  return strokes >= CARD.strokes && inLetters >= CARD.inLetters && upright >= CARD.upright && stroke <= CARD.stroke;
}

/** Mean and spread of luma up to which a frame is black (8-bit, studio range). */
const BLACK = { luma: 26, spread: 6 };

/** Share of the samples near one level in any card; tested on few of them first, because most frames fail. */
const SAMPLE_EVERY = 16;
const SAMPLED_GROUND = 0.55;

/**
 * Tells the kinds of frames that come in order. A title over a moving picture or a patterned ground is a `picture`; names
 * on cards that stand still are a `title`, since nothing in the picture says whose names they are; a drawing of fine lines on
 * a plain ground may pass for text.
 */
export class KindWatch {
  readonly #scroll = new ScrollWatch();
  /** Frames at which text was seen scrolling up, ascending. */
  #scrolled: number[] = [];

  /** Kind of a frame by itself; a `title` may turn out to be `credits` when more frames are known. */
  look(frame: number, picture: LumaPicture, light: Light): Exclude<FrameKind, 'credits'> {
    const features = featuresOf(picture);
    if (features == null) {
      this.#scroll.reset();
      return light.luma <= BLACK.luma && light.spread <= BLACK.spread ? 'black' : 'picture';
    }
    if (this.#scroll.push(frame, features.profile)) this.#scrolled.push(frame);
    return 'title';
  }

  /** Whether text scrolled up in these frames; frames before `endFrame` are forgotten. */
  takeScrolled({ startFrame, endFrame }: { startFrame: number; endFrame: number }): boolean {
    const isScrolled = this.#scrolled.some((frame) => frame >= startFrame && frame < endFrame);
    this.#scrolled = this.#scrolled.filter((frame) => frame >= endFrame);
    return isScrolled;
  }
}

/** What a card is told by; null for what is none. */
function featuresOf(picture: LumaPicture): CardFeatures | null {
  if (!mayBeCard(picture)) return null;
  const ground = groundOf(picture);
  if (!isPlain(ground)) return null;
  const features = cardFeatures(picture, ground);
  return isText(features) ? features : null;
}

function mayBeCard({ luma }: LumaPicture): boolean {
  const bands = new Uint32Array(17);
  for (let at = 0; at < luma.length; at += SAMPLE_EVERY) bands[luma[at]! >> 4]!++;
  let most = 0;
  for (let band = 0; band < 16; band++) most = Math.max(most, bands[band]! + bands[band + 1]!);
  return most * SAMPLE_EVERY >= SAMPLED_GROUND * luma.length;
}
