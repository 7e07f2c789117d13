import type { ShotList } from './shot-list.ts';

const COLUMNS = ['index', 'startMs', 'endMs', 'startFrame', 'endFrame', 'transition', 'confidence'] as const;
const SPAN_COLUMNS = ['startFrame', 'endFrame', 'startMs', 'endMs'] as const;

/**
 * One row per shot under a header, no final newline: numbers and fixed words only, so that nothing needs quoting. Empty
 * cells where there is no gradual transition; frames of the keyframes with blanks between.
 */
export function shotsCsv({ shots, keyframes }: ShotList): string {
  const header = [...COLUMNS, 'transitionStartFrame', 'transitionEndFrame', 'transitionStartMs', 'transitionEndMs'];
  const rows = shots.map((shot) => {
    const frames = keyframes.filter((one) => one.shot === shot.index).map(({ frame }) => frame);
    const span = SPAN_COLUMNS.map((column) => shot.transitionSpan?.[column] ?? '');
    return [...COLUMNS.map((column) => shot[column]), ...span, frames.join(' ')].join(',');
  });
  return [[...header, 'keyframes'].join(','), ...rows].join('\n');
}
