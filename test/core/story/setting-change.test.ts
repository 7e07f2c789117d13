import { expect, it } from 'vitest';
import { settingChange } from '../../../core/story/setting-change.ts';

it.each([
  [null, 'INT. BAR - NIGHT', 1],
  ['INT. BAR - NIGHT', 'EXT. HARBOUR - DAY', 1],
  ['INT. BAR - NIGHT', 'INT. CELLAR - CONTINUOUS', 0.6],
  ['INT. BAR - NIGHT', 'INT. CELLAR - SAME TIME', 0.6],
  ['INT. HOUSE - KITCHEN - DAY', 'INT. HOUSE - HALL - DAY', 0.8],
  ['INT. HOUSE - KITCHEN - DAY', 'INT. HOUSE - HALL - CONTINUOUS', 0.4],
  ['INT. HOUSE - DAY', 'EXT. HOUSE - DAY', 0.8],
  ['INT. HOUSE - DAY', 'EXT. HOUSE - CONTINUOUS', 0.4],
  ['INT. BAR - NIGHT', 'INT. BAR - DAY', 0.8],
  ['INT. BAR - NIGHT', 'INT. BAR - LATER', 0.8],
  ['INT. BAR - NIGHT', 'int. bar - night', 0.3],
  ['INT. BAR - NIGHT', 'INT. BAR - CONTINUOUS', 0.3],
  ['', '', 0.3],
] as const)('%s → %s', (before, heading, change) => {
  expect(settingChange(before, heading)).toBe(change);
});
