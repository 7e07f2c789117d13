import type { Issue } from '../schema/primitives.ts';
import type { Story } from '../schema/story.ts';
import { askUntilValid, type Chat, type ChatCost, noCost } from './ask.ts';
import { checkReply, type ModelText, polishPrompt, storyPrompt } from './prompt.ts';

/** What became of a story: its text and whether it was polished, or what was wrong with the last answer; and the cost. */
export type Telling = { cost: ChatCost } & ({ text: ModelText; isPolished: boolean } | { issues: Issue[] });

/**
 * Has a language model tell a story that its sources already tell, and then polish it for continuity, by `askUntilValid`
 * each. Without a valid story the last issues are returned, without a valid polish the story stays as it was told.
 * `captions` say what keyframes show, by their index.
 */
export async function tellStory(
  story: Story,
  chat: Chat,
  captions: ReadonlyMap<number, string> = new Map(),
): Promise<Telling> {
  const cost = noCost();
  const check = (reply: string) => checkReply(story, reply);
  const prompt = storyPrompt(story, captions);
  const told = await askUntilValid(chat, { prompt, check }, cost);
  if ('issues' in told) return { ...told, cost };
  const polished = await askUntilValid(chat, { prompt: polishPrompt(prompt, told.value), check }, cost);
  return 'issues' in polished
    ? { text: told.value, isPolished: false, cost }
    : { text: polished.value, isPolished: true, cost };
}
