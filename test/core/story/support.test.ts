import { expect, it } from 'vitest';
import { captionSupports } from '../../../core/story/support.ts';

it.each([
  ['Anna sits at the window.', 'A woman is sitting beside a window with curtains.', true],
  ['He carries two boxes up the stairs.', 'A man carrying boxes climbs stairs.', true],
  ['She runs.', 'A woman runs along a street.', false],
  ['Anna sits at the window and reads a letter.', 'A woman at a window.', false],
  ['They look at each other.', 'Two people look at each other.', false],
  ['The ship burns in the harbour.', 'A cat sleeps on a sofa.', false],
  ['', '', false],
])('%s | %s → %s', (action, caption, supported) => {
  expect(captionSupports(action, caption)).toBe(supported);
});
