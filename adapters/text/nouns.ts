import nlp from 'compromise';

/** Things that are named before they are shown: `the old wooden table`, `two dogs`, `her umbrella`. */
const NAMED_THING = '(#Determiner|#Possessive|#Value) #Adverb? #Adjective? #Adjective? [<thing>#Noun+]';
/** Longer phrases are no names of things. */
const MOST_CHARS = 40;

/**
 * Nouns of English action lines or captions in the singular, those that stand in most of them first, then by letters; at most
 * `most`. Only what a determiner, a number or a possessive introduces counts: verbs that look like nouns and names of people
 * don't.
 */
export function nounsOf(
  lines: Iterable<string>,
  { most, except }: { most: number; except: readonly string[] },
): string[] {
  const known = new Set(except.map((label) => label.toLowerCase()));
  const counts = new Map<string, number>();
  for (const line of lines) {
    // Cut at its commas, it has no phrases across them.
    for (const noun of new Set(line.split(/[,;:—–]/).flatMap(nounsIn))) {
      if (!known.has(noun)) counts.set(noun, (counts.get(noun) ?? 0) + 1);
    }
  }
  const sorted = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return sorted.slice(0, most).map(([noun]) => noun);
}

function nounsIn(line: string): string[] {
  const things = nlp(line).match(NAMED_THING, 'thing').not('#Date');
  const found = things.json({ normal: true }) as { normal: string }[];
  return found
    .map(({ normal }) => singularOf(normal.replace(/[^\p{L}\p{N}' -]/gu, '').trim()))
    .filter((noun) => noun.length > 1 && noun.length <= MOST_CHARS);
}

function singularOf(noun: string): string {
  const document = nlp(noun);
  document.tag('Noun');
  const singular = document.nouns().toSingular().text();
  return singular === '' ? noun : singular;
}
