/** Words in double quotation marks, curly or straight; single marks are apostrophes too often. One left open runs to the end. */
const QUOTED = /“([^”]*)(?:”|$)|"([^"]*)"/g;

/** A quotation, and where it stands in its text with its marks: `from` inclusive, `to` exclusive. */
export interface Quotation {
  words: string;
  from: number;
  to: number;
}

/** Quotations of a text, in order. */
export function quotationsOf(text: string): Quotation[] {
  return [...text.matchAll(QUOTED)].map((match) => {
    return { words: match[1] ?? match[2] ?? '', from: match.index, to: match.index + match[0].length };
  });
}

/**
 * The lines in which a quotation stands. Case, punctuation and spacing may differ, and a part of a line may be quoted; words may
 * not.
 */
export function linesOf<Line extends { text: string }>(quote: string, dialogue: readonly Line[]): Line[] {
  const words = wordsOf(quote);
  return dialogue.filter(({ text }) => wordsOf(text).includes(words));
}

/** Quotations of a text that stand in no line of dialogue, as they are written. */
export function unspokenQuotes(text: string, dialogue: readonly { text: string }[]): string[] {
  const quotes = quotationsOf(text).map(({ words }) => words);
  return quotes.filter((quote) => wordsOf(quote) !== '' && linesOf(quote, dialogue).length === 0);
}

function wordsOf(text: string): string {
  return ` ${(text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).join(' ')} `.replace(/^ {2}$/, '');
}
