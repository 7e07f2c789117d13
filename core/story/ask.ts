import { Failure } from '../contract/errors.ts';
import type { Issue } from '../schema/primitives.ts';
import { type ChatMessage, correctionTurns } from './prompt.ts';

/** What requests to a language model cost, as its endpoint counts; 0 tokens where it does not. */
export interface ChatCost {
  requests: number;
  promptTokens: number;
  completionTokens: number;
}

/** An answer of a language model; it is paid for whatever it holds. */
export interface ChatReply {
  text: string;
  /** Why the text is no answer: it is empty, cut off or a refusal; null where it may be one. */
  flaw: string | null;
  cost: ChatCost;
}

export interface ChatAsk {
  /** The form that an answer shall have; endpoints that can't keep to it answer in JSON all the same. */
  format?: { name: string; schema: object };
  /** Which try of a question this is, from 0: the same turns may be sent again. */
  attempt?: number;
}

/** Asks a language model; throws `Failure` of a model class. `adapters/model/chat.ts` makes one. */
export type Chat = (messages: readonly ChatMessage[], options?: ChatAsk) => Promise<ChatReply>;

/** Answers asked for before a model is given up on. */
const TRIES = 3;

/** What is asked, and what an answer has to be. */
export interface Question<Value> extends Pick<ChatAsk, 'format'> {
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
    const { text, flaw, cost: own } = await answered(() => chat(turns, { ...ask, attempt }));
    addCost(cost, own);
    const checked = flaw === null ? check(text) : { issues: [{ code: 'model-reply', at: 'answer', message: flaw }] };
    if ('value' in checked) return checked;
    ({ issues } = checked);
    turns = flaw === null ? [...prompt, ...correctionTurns(text, issues)] : prompt;
  }
  return { issues };
}

/** An answer that is none at all counts like one with a flaw. */
async function answered(ask: () => Promise<ChatReply>): Promise<ChatReply> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'ModelReply') throw error;
    return { text: '', flaw: error.message, cost: { ...noCost(), requests: 1 } };
  }
}

/** Adds a cost to a total. */
export function addCost(total: ChatCost, own: ChatCost): void {
  total.requests += own.requests;
  total.promptTokens += own.promptTokens;
  total.completionTokens += own.completionTokens;
}

/** Codes of issues, each once, as evidence has them. */
export function issueCodes(issues: readonly Issue[]): string {
  return [...new Set(issues.map(({ code }) => code))].join(', ');
}

/** A cost that nothing was added to. */
export function noCost(): ChatCost {
  return { requests: 0, promptTokens: 0, completionTokens: 0 };
}
