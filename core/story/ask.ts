import { Failure } from '../contract/errors.ts';
import type { Issue } from '../schema/primitives.ts';
import { type ChatMessage, correctionTurns } from './prompt.ts';

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

/** Answers asked for before a model is given up on. */
const TRIES = 3;

/** What is asked, and what an answer has to be. */
export interface Question<Value> extends ChatAsk {
  prompt: readonly ChatMessage[];
  check: (reply: string) => { value: Value } | { issues: Issue[] };
}

/**
 * Asks until an answer is valid: a faulty one goes back with its issues, at most `TRIES` times, then the last issues are
 * returned. An answer that is none counts as faulty and is asked for anew; other failures of the model are thrown on, since a
 * later attempt may find it. What the answers cost is added to `cost`.
 */
export async function askUntilValid<Value>(
  chat: Chat,
  { prompt, check, ...ask }: Question<Value>,
  cost: ChatCost,
): Promise<{ value: Value } | { issues: Issue[] }> {
  let turns = prompt;
  let issues: Issue[] = [];
  for (let attempt = 0; attempt < TRIES; attempt++) {
    cost.requests++;
    try {
      const reply = await chat(turns, ask);
      cost.promptTokens += reply.cost.promptTokens;
      cost.completionTokens += reply.cost.completionTokens;
      const checked = check(reply.text);
      if ('value' in checked) return checked;
      ({ issues } = checked);
      turns = [...prompt, ...correctionTurns(reply.text, issues)];
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'ModelReply') throw error;
      issues = [{ code: 'model-reply', at: 'answer', message: error.message }];
      turns = prompt;
    }
  }
  return { issues };
}

/** A cost that nothing was added to. */
export function noCost(): ChatCost {
  return { requests: 0, promptTokens: 0, completionTokens: 0 };
}
