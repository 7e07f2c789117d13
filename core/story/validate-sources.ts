import type { Issue } from '../schema/primitives.ts';
import type { Story } from '../schema/story.ts';

/** What a story says of where its words come from. */
export type SourcedStory = Pick<
  Story,
  'frames' | 'instances' | 'dialogue' | 'script' | 'sentences' | 'story' | 'textSource'
>;

/**
 * Checks where a story's sentences come from: each rests on a frame of the story and on nothing that the story does not
 * have, and the instances it names are seen in that frame. Without a language model, cues stand in the dialogue, each line
 * and each element of the screenplay is told by one sentence, and no sentence speaks of what is seen without an instance,
 * unless nothing is. An empty list means valid.
 */
export function validateSources(story: SourcedStory): Issue[] {
  const { frames, instances, dialogue, script, sentences } = story;
  const found: Issue[] = [];
  const cues = new Set(dialogue.flatMap((line) => line.cues));
  const report = (code: string, at: number, message: string) => found.push({ code, at: `sentence ${at + 1}`, message });
  for (const [at, sentence] of sentences.entries()) {
    if (sentence.frames.length === 0) report('no-frame', at, 'it belongs to no frame');
    if (sentence.frames.some((frame) => frame >= frames.length))
      report('unknown-frame', at, 'the story lacks its frame');
    if (sentence.cues.some((cue) => !cues.has(cue))) report('unknown-cue', at, 'a cue stands in no line of dialogue');
    for (const one of sentence.instances) {
      const instance = instances[one];
      if (instance === undefined) report('unknown-instance', at, `the story has no instance ${one}`);
      else if (!sentence.frames.includes(instance.frame)) report('absent-instance', at, 'its frame lacks an instance');
    }
  }
  if (story.textSource === 'model') return found;
  const told = new Map<number, number>();
  for (const element of sentences.flatMap((sentence) => sentence.elements)) {
    told.set(element, (told.get(element) ?? 0) + 1);
  }
  for (const { element } of script) {
    if (told.get(element) !== 1)
      found.push({ code: 'untold', at: `element ${element}`, message: 'no one sentence tells it' });
  }
  const isSilent = (frame: number): boolean => !instances.some((instance) => instance.frame === frame);
  for (const [at, { elements, cues: heard, instances: seen, frames: own }] of sentences.entries()) {
    if (elements.length + heard.length + seen.length > 0 || own.every(isSilent)) continue;
    report('no-source', at, 'it rests on no element, cue or instance');
  }
  return found;
}
