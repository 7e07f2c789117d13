import { pick } from './compose.ts';

/** Pairs that mean the same; either may stand in the screenplay. */
const SAME: readonly (readonly [string, string])[] = [
  ['do not', "don't"], ['cannot', "can't"], ['will not', "won't"], ['would not', "wouldn't"], ['I am', "I'm"],
  ['it is', "it's"], ['you are', "you're"], ['they are', "they're"], ['should not', "shouldn't"], ['going to', 'gonna'],
  ['want to', 'wanna'], ['two', '2'], ['three', '3'], ['five', '5'], ['ten', '10'], ['twelve', '12'], ['twenty', '20'],
  ['colour', 'color'], ['honour', 'honor'], ['neighbour', 'neighbor'], ['favour', 'favor'], ['grey', 'gray'],
  ['programme', 'program'], ['centre', 'center'], ['theatre', 'theater'], ['realise', 'realize'], ['okay', 'OK'],
  ['recognise', 'recognize'], ['apologise', 'apologize'], ['harbour', 'harbor'], ['metre', 'meter'],
]; // prettier-ignore

/** Writes a text otherwise without changing what is said; each pair in a random direction. */
export function respell(text: string, random: () => number): string {
  return SAME.reduce((written, [one, other]) => {
    const [from, to] = random() < 0.5 ? [one, other] : [other, one];
    return written.replace(new RegExp(`\\b${from}\\b`, 'g'), to);
  }, text);
}

const CONFUSED: readonly (readonly [RegExp, string])[] = [
  [/I/, 'l'], [/l/, 'I'], [/rn/, 'm'], [/m/, 'rn'], [/o/, '0'], [/e/, 'c'], [/h/, 'b'], [/i/, 'l'], [/t/, 'f'],
]; // prettier-ignore

/** A word as a character recogniser misreads it. */
export function misread(word: string, random: () => number): string {
  const possible = CONFUSED.filter(([from]) => from.test(word));
  if (possible.length === 0) return word;
  const [from, to] = pick(possible, random);
  return word.replace(from, to);
}
