/** Words that say nothing of what is seen. */
const EMPTY = new Set(
  'about above after again against along already also always another around away back because been before behind being below between both could does doing down each even ever every from gets goes going have having here hers herself himself into itself just like look looks made make makes more most moves much near only onto other over same seems seen several slowly some starts still such suddenly takes than that their them then there these they this those through toward towards turn turns under until very were what when where which while with would your'.split(
    ' ',
  ),
);
/** Letters of a word that counts, at least; and share and number of an action's words that a caption must hold. */
const LEAST_LETTERS = 4;
const LEAST_SHARE = 0.5;
const LEAST_WORDS = 2;

/**
 * Whether a caption of what is seen supports an action line: it holds at least half of the line's telling words, and at least
 * two. Endings are cut off, so that `sits` is found in `sitting`. Our rule; nothing published says when a line is seen.
 */
export function captionSupports(action: string, caption: string): boolean {
  const wanted = tellingWords(action);
  const seen = tellingWords(caption);
  const found = [...wanted].filter((word) => seen.has(word)).length;
  return found >= LEAST_WORDS && found >= LEAST_SHARE * wanted.size;
}

function tellingWords(text: string): Set<string> {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return new Set(words.filter((word) => word.length >= LEAST_LETTERS && !EMPTY.has(word)).map(stem));
}

/** `walking`, `walked`, `walks` → `walk`; `sitting` → `sit`; `carries` → `carry`; `house` and `houses` → `hous`. */
function stem(word: string): string {
  const base = word.replace(/ies$/, 'y').replace(/(?:ing|ed|es|s)$/, '');
  const kept = base.length >= 3 ? base : word;
  return kept.replace(/([bdgklmnprt])\1$/, '$1').replace(/e$/, '');
}
