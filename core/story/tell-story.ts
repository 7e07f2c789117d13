import { Failure } from '../contract/errors.ts';
import type { Issue } from '../schema/primitives.ts';
import type { Story } from '../schema/story.ts';
import { type ChatMessage, checkReply, correctionTurns, type ModelText, storyPrompt } from './prompt.ts';

/** Asks a language model; throws `Failure` of a model class. `adapters/model/chat.ts` makes one. */
export type Chat = (messages: readonly ChatMessage[]) => Promise<string>;

/** Answers asked for before the story keeps the text of its sources. */
const TRIES = 3;

/**
 * Has a language model tell a story that its sources already tell. A faulty answer goes back with its issues, at most
 * `tries` times; then the last issues are returned, and the story keeps its own text. Failures of the model other than
 * `ModelReply` are thrown on: a later attempt may find it.
 */
export async function tellStory(
  story: Story,
  chat: Chat,
  { tries = TRIES }: { tries?: number } = {},
): Promise<ModelText | { issues: Issue[] }> {
  const prompt = storyPrompt(story);
  let turns: readonly ChatMessage[] = prompt;
  let issues: Issue[] = [{ code: 'no-try', at: 'answer', message: 'the model was not asked' }];
  for (let attempt = 0; attempt < tries; attempt++) {
    try {
      const reply = await chat(turns);
      const checked = checkReply(story, reply);
      if ('value' in checked) return checked.value;
      ({ issues } = checked);
      turns = [...prompt, ...correctionTurns(reply, issues)];
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'ModelReply') throw error;
      issues = [{ code: 'model-reply', at: 'answer', message: error.message }];
      turns = prompt;
    }
  }
  return { issues };
}
