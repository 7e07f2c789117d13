/** What a language model is told before its facts. Id and version stand in the provenance of what it then writes. */
export interface Prompt {
  id: string;
  version: number;
  system: string;
}
