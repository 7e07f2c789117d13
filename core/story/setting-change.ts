import { parseHeading } from '../script/heading.ts';
import { wordsOnly } from './words-only.ts';

/** Times of day that say that no time has passed. */
const GOES_ON = /\b(?:CONT(?:INUOUS|INUED|INUING|['’]D)?|SAME(?: TIME)?|MOMENTS? LATER)\b/i;

/**
 * How much of a new scene a heading begins, seen from the heading before it: 1 for another place, less for another part,
 * side or time of the same place, least where the very heading comes again. Halved where the heading says that no time has
 * passed: a story may follow someone through a door. Set by hand; nothing published weighs headings.
 */
export function settingChange(before: string | null, heading: string): number {
  const now = parseHeading(heading);
  const then = before === null ? null : parseHeading(before);
  const goesOn = GOES_ON.test(now.time ?? heading);
  if (then === null || key(now.place) !== key(then.place)) return goesOn ? 0.6 : 1;
  if (key(now.subPlace) !== key(then.subPlace) || now.interior !== then.interior) return goesOn ? 0.4 : 0.8;
  if (goesOn || key(now.time) === key(then.time)) return 0.3;
  return 0.8;
}

function key(part: string | null): string {
  return wordsOnly(part ?? '');
}
