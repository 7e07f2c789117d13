import type { ScriptElement } from '../../core/script/element.ts';
import { seeded } from '../../test/support/random.ts';
import {
  ADJECTIVES, ADVERBS, AUXILIARIES, DETERMINERS, LINKS, NAMES, NOUNS, NUMBERS, OBJECTS, PEOPLE, PREPOSITIONS, STOCK, VERBS,
} from './words.ts'; // prettier-ignore

/** A screenplay of the benchmark. */
export interface BenchScript {
  name: string;
  elements: ScriptElement[];
}

/** Share of speeches that are a stock phrase, as in dialogue of films. */
const STOCK_SHARE = 0.16;
/** Share of nouns that only this film has: its names, places and trades. */
const OWN_NOUNS = 0.25;

type Random = () => number;

export const pick = <T>(items: readonly T[], random: Random): T => items[Math.floor(random() * items.length)]!;

/** Prefers the front of a list, as speech prefers some words. */
const pickSkewed = <T>(items: readonly T[], random: Random): T => items[Math.floor(items.length * random() ** 1.8)]!;

/**
 * Composes a film of about `lines` speeches in a language that has the repetitions of dialogue. Same seed, same film; films
 * of one `series` share their people and words.
 */
export function composeScript(seed: number, lines: number, series = seed): BenchScript {
  const world = seeded(series * 7919 + 13);
  const shuffled = NOUNS.map((noun) => ({ noun, at: world() })).toSorted((a, b) => a.at - b.at);
  const own = Array.from({ length: 90 }, () => madeUpWord(world));
  const nouns = shuffled.slice(0, 170).map(({ noun }) => noun);
  const cast = Array.from({ length: 5 + Math.floor(world() * 9) }, () =>
    world() < 0.7 ? pick(NAMES, world) : madeUpWord(world).toUpperCase(),
  );
  const names = [...new Set(cast)];
  const random = seeded(seed * 104_729 + 7);
  const noun = (): string => (random() < OWN_NOUNS ? pickSkewed(own, random) : pickSkewed(nouns, random));
  const elements: ScriptElement[] = [];
  let scene = -1;
  const add = (kind: ScriptElement['kind'], text: string, speaker: string | null = null): void =>
    void elements.push({ index: elements.length, kind, text, speaker, extension: null, scene, page: null });
  let spoken = 0;
  while (spoken < lines) {
    scene += 1;
    add(
      'scene_heading',
      `${random() < 0.6 ? 'INT' : 'EXT'}. ${noun().toUpperCase()} - ${random() < 0.5 ? 'DAY' : 'NIGHT'}`,
    );
    add('action', capital(`${sentence(noun, random)}.`));
    const present = Array.from({ length: 2 + Math.floor(random() * 3) }, () => pickSkewed(names, random));
    const length = 4 + Math.floor(random() * 24);
    let last = '';
    for (let at = 0; at < length; at += 1) {
      const others = present.filter((name) => name !== last);
      last = pick(others.length > 0 ? others : names, random);
      add('character', last, last);
      if (random() < 0.08) add('parenthetical', `(${pick(ADVERBS, random)})`, last);
      add('dialogue', speech(noun, names, random), last);
      spoken += 1;
      if (random() < 0.2) add('action', capital(`${sentence(noun, random)}.`));
    }
  }
  return { name: `composed-${seed}`, elements };
}

function speech(noun: () => string, names: string[], random: Random): string {
  if (random() < STOCK_SHARE) {
    const stock = pickSkewed(STOCK, random);
    return random() < 0.2 ? `${stock.replace(/[.?!]$/, '')}, ${capital(pick(names, random).toLowerCase())}.` : stock;
  }
  const count = 1 + Math.floor(3.5 * random() ** 2.2);
  return Array.from({ length: count }, () => {
    const end = random() < 0.2 ? '?' : random() < 0.1 ? '!' : '.';
    return `${capital(sentence(noun, random))}${end}`;
  }).join(' ');
}

/** One sentence; nearly every word is drawn, so that four in a row seldom stand in two films. */
function sentence(noun: () => string, random: Random): string {
  const thing = (): string =>
    `${pickSkewed(DETERMINERS, random)} ${random() < 0.35 ? `${pickSkewed(ADJECTIVES, random)} ` : ''}${noun()}`;
  const person = (): string => (random() < 0.7 ? pickSkewed(PEOPLE, random) : thing());
  const object = (): string => (random() < 0.35 ? pick(OBJECTS, random) : thing());
  const verb = (): string => pickSkewed(VERBS, random);
  const place = (): string => `${pickSkewed(PREPOSITIONS, random)} ${thing()}`;
  const maybe = (share: number, text: () => string): string => (random() < share ? ` ${text()}` : '');
  const clause = (): string => `${person()} ${pickSkewed(AUXILIARIES, random)} ${verb()} ${object()}`;
  const kind = random();
  if (kind < 0.3) return `${clause()}${maybe(0.4, place)}${maybe(0.2, () => pick(ADVERBS, random))}`;
  if (kind < 0.42) return `${verb()} ${object()}${maybe(0.5, place)}`;
  if (kind < 0.55) return `${thing()} is ${pickSkewed(ADJECTIVES, random)}${maybe(0.5, place)}`;
  if (kind < 0.68) return `${clause()} ${pickSkewed(LINKS, random)} ${clause()}`;
  if (kind < 0.76) return `${pick(NUMBERS, random)} ${noun()}s${maybe(0.6, place)}`;
  if (kind < 0.88) return `I'm ${pickSkewed(ADVERBS, random)} ${pickSkewed(ADJECTIVES, random)}${maybe(0.6, place)}`;
  return `it's ${thing()} that ${clause()}`;
}

function madeUpWord(random: Random): string {
  const syllables = 2 + Math.floor(random() * 2);
  return Array.from({ length: syllables }, () => `${pick([...'bdfgklmnprstvz'], random)}${pick([...'aeiou'], random)}`)
    .join('')
    .concat(pick(['n', 'r', 's', 'k', 'l', ''], random));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
