/** Words in double quotation marks, curly or straight; single marks are apostrophes too often. */
const QUOTED = /“([^”]*)”|"([^"]*)"/g;

/**
 * Quotations of a text that stand in no line of dialogue, as they are written. Case, punctuation and spacing may differ,
 * and a part of a line may be quoted; words may not.
 */
export function unspokenQuotes(text: string, dialogue: readonly { text: string }[]): string[] {
  const spoken = dialogue.map((line) => wordsOf(line.text));
  return [...text.matchAll(QUOTED)]
    .map((match) => match[1] ?? match[2] ?? '')
    .filter((quote) => !spoken.some((words) => words.includes(wordsOf(quote))));
}

function wordsOf(text: string): string {
  return ` ${(text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).join(' ')} `.replace(/^ {2}$/, ' ');
}
