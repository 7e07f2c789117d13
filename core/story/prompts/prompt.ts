/** What a language model is told to do. Id and version stand in the provenance of what it then writes. */
export interface Prompt {
  id: string;
  version: number;
  words: string;
}
