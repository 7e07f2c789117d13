import type { EntityKind } from '../schema/media.ts';

/** COCO panoptic's stuff classes, without the suffixes `-merged`, `-other`, `-stuff`: what surrounds, not what acts. */
const STUFF = new Set(
  (
    'banner blanket bridge cardboard counter curtain door floor-wood flower fruit gravel house light mirror net pillow ' +
    'platform playingfield railroad river road roof sand sea shelf snow stairs tent towel wall-brick wall-stone ' +
    'wall-tile wall-wood water window-blind window tree fence ceiling sky cabinet table floor pavement mountain grass ' +
    'dirt paper food building rock wall rug'
  ).split(' '),
);

/**
 * Kind of entity that a label stands for: `person` is a character, `landmark` a landmark, a COCO stuff class a
 * background, anything else an object.
 */
export function kindOf(label: string): EntityKind {
  if (label === 'person') return 'character';
  if (label === 'landmark') return 'landmark';
  const plain = label
    .toLowerCase()
    .replaceAll(' ', '-')
    .replace(/(-(merged|other|stuff))+$/, '');
  return STUFF.has(plain) ? 'background' : 'object';
}

/** Start of an entity's id by its kind. */
export const ID_PREFIX: Record<EntityKind, string> = {
  character: 'char',
  object: 'obj',
  landmark: 'lm',
  background: 'bg',
};
