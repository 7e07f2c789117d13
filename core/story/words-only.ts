/** The letters and digits of a text in lower case, everything else as single blanks: what spellings of one name share. */
export function wordsOnly(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
