import { type Dice, diceFor } from './dice.ts';

/** Keyframes of one film that a negative may take, by their index in the film. */
export interface NegativeSource {
  film: string;
  /** Frames that show a person, and the others. */
  persons: readonly number[];
  others: readonly number[];
}

/** Frames that no film shows together: each of another film. */
export interface Negative {
  id: string;
  frames: { film: string; keyframe: number }[];
}

/** A length for which no negative could be drawn. */
export interface MissedNegative {
  id: string;
  length: number;
  reason: 'too-few-films' | 'no-person';
}

/**
 * Draws one synthetic sequence for every length given, so that negatives are as long as the real stories: frames of distinct
 * films, at least one with a person. Which films those are is the caller's choice (test films stay out). The same seed gives
 * the same negatives, whatever the order of the films.
 */
export function drawNegatives(
  sources: readonly NegativeSource[],
  lengths: readonly number[],
  seed: number,
): { negatives: Negative[]; missed: MissedNegative[] } {
  const usable = sources
    .filter(({ persons, others }) => persons.length + others.length > 0)
    .toSorted((a, b) => (a.film < b.film ? -1 : 1));
  const peopled = usable.filter(({ persons }) => persons.length > 0);
  const negatives: Negative[] = [];
  const missed: MissedNegative[] = [];
  lengths.forEach((length, index) => {
    const id = `synthetic-${String(index + 1).padStart(6, '0')}`;
    if (usable.length < length) missed.push({ id, length, reason: 'too-few-films' });
    else if (peopled.length === 0) missed.push({ id, length, reason: 'no-person' });
    else negatives.push({ id, frames: drawFrames({ usable, peopled, length }, diceFor(seed, id)) });
  });
  return { negatives, missed };
}

/** One film that has persons comes first, the others after it; then the order is drawn, so that the place tells nothing. */
function drawFrames(
  from: { usable: readonly NegativeSource[]; peopled: readonly NegativeSource[]; length: number },
  dice: Dice,
): Negative['frames'] {
  const first = from.peopled[dice(from.peopled.length)]!;
  const chosen = new Map([[first.film, first.persons[dice(first.persons.length)]!]]);
  while (chosen.size < from.length) {
    // Drawing among those left keeps this bounded, even where nearly all films are needed.
    const left = from.usable.length - chosen.size;
    const { film, persons, others } = nth(from.usable, chosen, dice(left));
    const at = dice(persons.length + others.length);
    chosen.set(film, at < persons.length ? persons[at]! : others[at - persons.length]!);
  }
  const frames = [...chosen].map(([film, keyframe]) => ({ film, keyframe }));
  for (let i = frames.length - 1; i > 0; i--) {
    const j = dice(i + 1);
    [frames[i], frames[j]] = [frames[j]!, frames[i]!];
  }
  return frames;
}

/** The film at a place among those not yet chosen. */
function nth(usable: readonly NegativeSource[], chosen: ReadonlyMap<string, number>, place: number): NegativeSource {
  let left = place;
  return usable.find(({ film }) => !chosen.has(film) && left-- === 0)!;
}
