import type { Issue } from '../schema/primitives.ts';
import type { Story } from '../schema/story.ts';
import { askUntilValid, type Chat, type ChatCost, noCost, type Question } from './ask.ts';
import { checkStory, type ModelText } from './check-story.ts';
import { checkTables } from './check-tables.ts';
import { type Captions, polishPrompt, storyPrompt, tablesPrompt } from './prompt.ts';

/** A step that never had a valid answer, and what was wrong with the last one. */
export interface Lack {
  what: 'tables' | 'text' | 'polish';
  issues: Issue[];
}

/** What became of a story: as a model tells it or as it was, what it lacks, and the cost. */
export interface Telling {
  story: Story;
  lacks: Lack[];
  cost: ChatCost;
}

/**
 * Has a language model retell a story that its sources already tell, by `askUntilValid` in three steps: it thinks it through in
 * tables, tells it from them, and polishes it for continuity. Without valid tables those of the sources stand, without a valid
 * polish the story stays as it was told; without a valid text all of it stays as it was. `captions` say what keyframes show.
 */
export async function tellStory(story: Story, chat: Chat, captions: Captions): Promise<Telling> {
  const cost = noCost();
  const lacks: Lack[] = [];
  const step = async <Value>(what: Lack['what'], question: Question<Value>): Promise<Value | null> => {
    const answer = await askUntilValid(chat, question, cost);
    if ('value' in answer) return answer.value;
    lacks.push({ what, issues: answer.issues });
    return null;
  };
  const tables = await step('tables', {
    prompt: tablesPrompt(story, captions),
    check: (reply) => checkTables(story, reply),
  });
  const thought = tables === null ? story : { ...story, chainOfThought: tables };
  const check = (reply: string): { value: ModelText } | { issues: Issue[] } => checkStory(thought, reply);
  const prompt = storyPrompt(thought, captions);
  const told = await step('text', { prompt, check });
  if (told === null) return { story, lacks, cost };
  const polished = await step('polish', { prompt: polishPrompt(prompt, told.story), check });
  return { story: { ...thought, ...(polished ?? told), textSource: 'model' }, lacks, cost };
}
