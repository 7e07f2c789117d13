import { Failure } from '../contract/errors.ts';
import type { Issue } from '../schema/primitives.ts';
import type { Story } from '../schema/story.ts';
import { type ChatMessage, checkReply, correctionTurns, type ModelText, polishPrompt, storyPrompt } from './prompt.ts';

/** What requests to a language model cost, as its endpoint counts; 0 tokens where it does not. */
export interface ChatCost {
  requests: number;
  promptTokens: number;
  completionTokens: number;
}

/** An answer of a language model. */
export interface ChatReply {
  text: string;
  cost: ChatCost;
}

/** The form that an answer shall have; endpoints that can't keep to it answer in JSON all the same. */
export interface ChatAsk {
  format?: { name: string; schema: object };
}

/** Asks a language model; throws `Failure` of a model class. `adapters/model/chat.ts` makes one. */
export type Chat = (messages: readonly ChatMessage[], options?: ChatAsk) => Promise<ChatReply>;

/** What became of a story: its text and whether it was polished, or what was wrong with the last answer; and the cost. */
export type Telling = { cost: ChatCost } & ({ text: ModelText; isPolished: boolean } | { issues: Issue[] });

/** Answers asked for before a model is given up on. */
export const TRIES = 3;

const NO_CAPTIONS: ReadonlyMap<number, string> = new Map();

/**
 * Has a language model tell a story that its sources already tell, and then polish it for continuity. A faulty answer goes
 * back with its issues, at most `tries` times for each of the two; without a valid story the last issues are returned, without
 * a valid polish the story stays as it was told. Failures of the model other than `ModelReply` are thrown on: a later attempt
 * may find it. `captions` say what keyframes show, by their index.
 */
export async function tellStory(
  story: Story,
  chat: Chat,
  { tries = TRIES, captions = NO_CAPTIONS }: { tries?: number; captions?: ReadonlyMap<number, string> } = {},
): Promise<Telling> {
  const cost: ChatCost = { requests: 0, promptTokens: 0, completionTokens: 0 };
  const ask = async (prompt: readonly ChatMessage[]): Promise<ModelText | { issues: Issue[] }> => {
    let turns = prompt;
    let issues: Issue[] = [{ code: 'no-try', at: 'answer', message: 'the model was not asked' }];
    for (let attempt = 0; attempt < tries; attempt++) {
      cost.requests++;
      try {
        const reply = await chat(turns);
        cost.promptTokens += reply.cost.promptTokens;
        cost.completionTokens += reply.cost.completionTokens;
        const checked = checkReply(story, reply.text);
        if ('value' in checked) return checked.value;
        ({ issues } = checked);
        turns = [...prompt, ...correctionTurns(reply.text, issues)];
      } catch (error) {
        if (!(error instanceof Failure) || error.code !== 'ModelReply') throw error;
        issues = [{ code: 'model-reply', at: 'answer', message: error.message }];
        turns = prompt;
      }
    }
    return { issues };
  };
  const asked = storyPrompt(story, captions);
  const told = await ask(asked);
  if ('issues' in told) return { ...told, cost };
  const polished = await ask(polishPrompt(asked, told));
  return 'issues' in polished ? { text: told, isPolished: false, cost } : { text: polished, isPolished: true, cost };
}
