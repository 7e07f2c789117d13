/** A character with the name that it was given, and who it truly is: the person of most of its instances. */
export interface Naming {
  name: string | null;
  probability: number | null;
  person: string;
}

export interface NameScores {
  characters: number;
  named: number;
  /** Share of the named that are right; 1 when none is named. */
  precision: number;
  /** Share of all characters that are named and right. */
  recall: number;
  /** Wrong names with a probability above {@link SURE}. */
  surelyWrong: number;
}

/** Probability above which a name is taken for certain. */
const SURE = 0.9;

/** How well screenplay names were put on characters. */
export function scoreNames(given: readonly Naming[]): NameScores {
  const named = given.filter(({ name }) => name != null);
  const wrong = named.filter(({ name, person }) => name !== person);
  const right = named.length - wrong.length;
  return {
    characters: given.length,
    named: named.length,
    precision: named.length === 0 ? 1 : right / named.length,
    recall: given.length === 0 ? 1 : right / given.length,
    surelyWrong: wrong.filter(({ probability }) => (probability ?? 0) > SURE).length,
  };
}
