import type { Issue } from '../schema/primitives.ts';
import type { Story, StorySentence } from '../schema/story.ts';
import { misattributed } from './attribution.ts';
import { groundsOf } from './grounds.ts';
import { unspokenQuotes } from './quotes.ts';
import { textOf } from './reply.ts';
import { plainNodes, printStory } from './tags.ts';
import { parseStory } from './tags-parse.ts';
import { validateText } from './validate.ts';

/** Story text by a model, in the strict syntax. */
export interface ModelText {
  story: string;
  /** One per frame, with the instances that its marks name; a model does not say what else its words rest on. */
  sentences: StorySentence[];
}

/**
 * Checks a model's answer against the story's tables and dialogue. Case, spacing and the like are mended; wrong ids, lost frames,
 * broken tags, and words that nobody says or another one says are issues. Nothing throws, whatever the reply holds.
 */
export function checkStory(story: Story, reply: string): { value: ModelText } | { issues: Issue[] } {
  const answer = textOf(reply, 'story');
  if ('issues' in answer) return answer;
  const { value, issues } = parseStory(answer.text);
  const broken = issues.filter(({ code }) => code !== 'loose-tag');
  if (broken.length > 0) return { issues: broken };
  const printed = printStory(value);
  const found = validateText(printed, story.chainOfThought);
  if (found.length > 0) return { issues: found };
  const faults = value.flatMap(({ image, nodes }) => {
    const issue = (code: string, message: string): Issue => ({ code, at: `image ${image}`, message });
    const words = plainNodes(nodes);
    return [
      ...(words.trim() === '' ? [issue('empty-frame', 'there are no words')] : []),
      ...unspokenQuotes(words, story.dialogue).map(() =>
        issue('unspoken-quote', 'it quotes what nobody says in the facts'),
      ),
      ...misattributed(nodes, story.dialogue).map(({ startMs }) =>
        issue('wrong-speaker', `the line of ${startMs} ms is said by its speaker in the facts and nobody else`),
      ),
    ];
  });
  if (faults.length > 0) return { issues: faults };
  const sentences = value.map(({ nodes }, frame) => {
    const instances = groundsOf(nodes, frame, story.instances);
    return { text: plainNodes(nodes).trim(), elements: [], cues: [], frames: [frame], instances };
  });
  return { value: { story: printed, sentences } };
}
