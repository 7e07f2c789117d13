import type { Prompt } from './prompt.ts';

/** Asks for continuity in a story that is valid already. A change of these words is a new version, in a file of its own. */
export const POLISH: Prompt = {
  id: 'polish',
  version: 1,
  words: `Now polish your story for continuity: sentences that follow from one image to the next, names at first
mention and pronouns after it, each pronoun for a character inside the <gdo ID> of that character, no repeated openings.
Keep every block, every rule of the syntax, every fact and every line of dialogue as it is. Answer with the whole JSON
object {"story": "…"} again.`,
};
