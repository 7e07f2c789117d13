import { Failure } from '../contract/errors.ts';
import type { Issue } from '../schema/primitives.ts';
import type { Story } from '../schema/story.ts';
import { type ChatMessage, checkReply, correctionTurns, type ModelText, storyPrompt } from './prompt.ts';

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

/** What became of a story: its text, or what was wrong with the last answer; and what all answers cost. */
export type Telling = { cost: ChatCost } & ({ text: ModelText } | { issues: Issue[] });

/** Answers asked for before a model is given up on. */
export const TRIES = 3;

const NO_CAPTIONS: ReadonlyMap<number, string> = new Map();

/**
 * Has a language model tell a story that its sources already tell. A faulty answer goes back with its issues, at most
 * `tries` times; then the last issues are returned, and the story keeps its own text. Failures of the model other than
 * `ModelReply` are thrown on: a later attempt may find it. `captions` say what keyframes show, by their index.
 */
export async function tellStory(
  story: Story,
  chat: Chat,
  { tries = TRIES, captions = NO_CAPTIONS }: { tries?: number; captions?: ReadonlyMap<number, string> } = {},
): Promise<Telling> {
  const prompt = storyPrompt(story, captions);
  let turns: readonly ChatMessage[] = prompt;
  const cost: ChatCost = { requests: 0, promptTokens: 0, completionTokens: 0 };
  let issues: Issue[] = [{ code: 'no-try', at: 'answer', message: 'the model was not asked' }];
  for (let attempt = 0; attempt < tries; attempt++) {
    cost.requests++;
    try {
      const reply = await chat(turns);
      cost.promptTokens += reply.cost.promptTokens;
      cost.completionTokens += reply.cost.completionTokens;
      const checked = checkReply(story, reply.text);
      if ('value' in checked) return { text: checked.value, cost };
      ({ issues } = checked);
      turns = [...prompt, ...correctionTurns(reply.text, issues)];
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'ModelReply') throw error;
      issues = [{ code: 'model-reply', at: 'answer', message: error.message }];
      turns = prompt;
    }
  }
  return { issues, cost };
}
