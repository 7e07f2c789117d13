import type { AliasRule } from '../schema/text.ts';
import { isSexed, nameKey, type NameParts, partsOf } from './name-parts.ts';

/** Who a name of a screenplay means. */
export interface Alias {
  name: string;
  /** Name of the character, the fullest that there is; the name itself where no rule folds it. */
  character: string;
  /** Name of the face: the character's, or that of another age. */
  face: string;
  /** What led from the name to the character, in order. */
  rules: AliasRule[];
}

/** A name with its parts. */
interface Known extends NameParts {
  name: string;
  key: string;
}

/**
 * Folds the names that a screenplay has for one character, in the order given (the first of two spellings is kept):
 * - `spelling`: the same words, whatever the case, stops and accents.
 * - `voice`: `JOHN'S VOICE` is John, without a face.
 * - `age`: `YOUNG JOHN` and `JOHN (AGE 8)` are John with another face, if John speaks himself.
 * - `title`: `DR. SMITH` and `MR. JOHN SMITH` are John Smith, if there is one with that name. Names of wives are their husbands'
 *   too: `MRS. SMITH` is nobody but Mrs. Smith, and where she is, `MR. SMITH` is open as well. `BOB` is `UNCLE BOB`.
 * - `surname`, `given-name`: `SMITH`, `JOHN`, if one person only is called so.
 * What somebody is (`GUARD`, `OLD MAN`), numbers (`GUARD #2`) and several at once are folded by spelling alone.
 */
export function foldNames(names: readonly string[]): Map<string, Alias> {
  const all = names.map((name): Known => ({ name, key: nameKey(name), ...partsOf(name) }));
  const byKey = new Map<string, Known>();
  for (const one of all) if (!byKey.has(one.key)) byKey.set(one.key, one);
  const distinct = [...byKey.values()];
  return new Map(all.map((one) => [one.name, aliasOf(one, { byKey, distinct })]));
}

interface Names {
  byKey: ReadonlyMap<string, Known>;
  distinct: readonly Known[];
}

function aliasOf(one: Known, names: Names): Alias {
  const rules: AliasRule[] = [];
  let current = one;
  for (let step = stepFrom(current, names); step !== null; step = stepFrom(current, names)) {
    rules.push(step.rule);
    current = step.to;
  }
  const character = current.name;
  return { name: one.name, character, face: rules.includes('age') ? faceOf(character, one.age!) : character, rules };
}

function faceOf(character: string, age: string): string {
  return age.startsWith('AGE') ? `${character} (${age})` : `${age} ${character}`;
}

function stepFrom(one: Known, names: Names): { to: Known; rule: AliasRule } | null {
  const own = names.byKey.get(one.key);
  if (own !== undefined && own.name !== one.name) return { to: own, rule: 'spelling' };
  if (one.isRole || one.isNumbered) return null;
  if (one.isVoice) return { to: bareOf(one, names, { age: one.age }), rule: 'voice' };
  if (one.age !== null) {
    const grown = bareOf(one, names, { age: null });
    const speaks = names.byKey.has(grown.key) || personStep(grown, names) !== null;
    return speaks ? { to: grown, rule: 'age' } : null;
  }
  return personStep(one, names);
}

/** The name without its voice, and of another age: the one that speaks, or as it would be written. */
function bareOf({ words, title }: Known, { byKey }: Names, { age }: { age: string | null }): Known {
  const bare = [...(title === null ? [] : [title]), ...words].join(' ');
  const name = age === null ? bare : faceOf(bare, age);
  const key = nameKey(name);
  return byKey.get(key) ?? { name, key, ...partsOf(name) };
}

/** From a part of a person's name to the whole of it, where only one person can be meant. */
function personStep(one: Known, { distinct }: Names): { to: Known; rule: AliasRule } | null {
  const people = distinct.filter((other) => other.key !== one.key && isPerson(other));
  const whole = one.words.join(' ');
  if (one.title !== null) {
    const same = people.find(({ title, words }) => title === null && words.length > 1 && words.join(' ') === whole);
    if (same !== undefined) return { to: same, rule: 'title' };
    if (one.words.length > 1 || isNoMister(one.title)) return null;
  } else if (one.words.length > 1) return null;
  const called = people.filter(({ words, title }) => {
    return words.length > 1 ? words.at(-1) === whole || words[0] === whole : title !== null && words[0] === whole;
  });
  // A titled name may be that of a person named in full: it counts as another one only where it can't be.
  const full = called.filter(({ words }) => words.length > 1);
  const [only] = full.length > 0 ? full : called;
  const others = called.filter((other) => other !== only);
  const isClear = others.every((other) => full.length === 1 && other.words.length === 1 && isOpen(other, others));
  if (only === undefined || !isClear) return null;
  if (one.title !== null)
    return full.length === 1 && isOpen(one, [...others, one]) ? { to: only, rule: 'title' } : null;
  if (full.length === 0) return { to: only, rule: 'title' };
  return { to: only, rule: only.words.at(-1) === whole ? 'surname' : 'given-name' };
}

/** Whether a titled name may belong to somebody named in full: it is no wife's, and no wife is beside it. */
function isOpen({ title }: Known, all: readonly Known[]): boolean {
  return !isNoMister(title) && !all.some((other) => isNoMister(other.title));
}

/** Whether a title tells the sex and is not `MR`: it may be that of his wife. */
function isNoMister(title: string | null): boolean {
  return isSexed(title) && title !== 'MR';
}

function isPerson({ isRole, isNumbered, isVoice, age }: Known): boolean {
  return !isRole && !isNumbered && !isVoice && age === null;
}
