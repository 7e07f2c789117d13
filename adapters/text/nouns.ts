import nlp from 'compromise';

/** Things that are named before they are shown: `the old wooden table`, `two dogs`, `her umbrella`. */
const NAMED_THING = '(#Determiner|#Possessive|#Value) #Adverb? #Adjective? #Adjective? [<thing>#Noun+]';
/** Longer phrases are no names of things. */
const MOST_CHARS = 40;

/** Takes nouns out of English lines. Tagging takes milliseconds a line, so that of many lines is left to the caller to part. */
export class NounTagger {
  /** Singulars of words seen: each costs as much as half a line. */
  readonly #singulars = new Map<string, string>();

  /**
   * Nouns of an action line or a caption in the singular, each once. Only what a determiner, a number or a possessive introduces
   * counts: verbs that look like nouns and names of people don't.
   */
  nounsIn(line: string): string[] {
    // Cut at its commas, it has no phrases across them.
    return [...new Set(line.split(/[,;:—–]/).flatMap((part) => this.#nounsOf(part)))];
  }

  #nounsOf(part: string): string[] {
    const things = nlp(part).match(NAMED_THING, 'thing').not('#Date');
    const found = things.json({ normal: true }) as { normal: string }[];
    return found
      .map(({ normal }) => this.#singularOf(normal.replace(/[^\p{L}\p{N}' -]/gu, '').trim()))
      .filter((noun) => noun.length > 1 && noun.length <= MOST_CHARS);
  }

  #singularOf(noun: string): string {
    let singular = this.#singulars.get(noun);
    if (singular === undefined) {
      const document = nlp(noun);
      document.tag('Noun');
      singular = document.nouns().toSingular().text() || noun;
      this.#singulars.set(noun, singular);
    }
    return singular;
  }
}

/** Nouns of lines, those first that stand in most of them, then by letters; at most `most`, and none of `except`. */
export function commonestNouns(
  lines: Iterable<readonly string[]>,
  { most, except }: { most: number; except: readonly string[] },
): string[] {
  const known = new Set(except.map((label) => label.toLowerCase()));
  const counts = new Map<string, number>();
  for (const nouns of lines) {
    for (const noun of nouns) {
      if (!known.has(noun)) counts.set(noun, (counts.get(noun) ?? 0) + 1);
    }
  }
  const sorted = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return sorted.slice(0, most).map(([noun]) => noun);
}
