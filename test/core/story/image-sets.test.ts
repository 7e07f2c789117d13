import { expect, it } from 'vitest';
import { imageSetOf, PUBLISHED_IMAGE_RULES } from '../../../core/story/image-sets.ts';

it.each([
  [1280, 536, 1, { set: 'single' }],
  [1280, 536, 2, { set: 'multi' }],
  [1280, 536, 8, { set: 'multi' }],
  [1280, 536, 0, { reason: 'no-instance' }],
  [1280, 536, 9, { reason: 'too-many-instances' }],
  [512, 512, 1, { set: 'single' }],
  [1280, 511, 1, { reason: 'too-small' }],
  [480, 854, 2, { reason: 'too-small' }],
])('%i × %i with %i instances', (width, height, instances, choice) => {
  expect(imageSetOf({ width, height, instances }, PUBLISHED_IMAGE_RULES)).toEqual(choice);
});

it('takes other rules', () => {
  const picture = { width: 320, height: 180, instances: 3 };
  expect(imageSetOf(picture, { minSide: 180, maxInstances: 3 })).toEqual({ set: 'multi' });
  expect(imageSetOf(picture, { minSide: 180, maxInstances: 2 })).toEqual({ reason: 'too-many-instances' });
});
