import { POLISH } from '../../core/story/prompts/polish-1.ts';
import { THINK } from '../../core/story/prompts/think-1.ts';
import type { ChatAnswer, ChatRequest, ChatScript } from './chat-server.ts';

/** Steps in which a story is told, in order. */
export const STEPS = ['tables', 'text', 'polish'] as const;
export type Step = (typeof STEPS)[number];

/** Which step a request belongs to. */
export function stepOf({ body: { messages } }: ChatRequest): Step {
  if (messages[0]?.content === THINK.words) return 'tables';
  return messages[3]?.content === POLISH.words ? 'polish' : 'text';
}

/** What a teller answers who changes nothing: the tables, the draft, or the text that it gave before. */
export function unchanged(request: ChatRequest): string {
  const [, facts, told] = request.body.messages;
  const step = stepOf(request);
  if (step === 'polish') return told!.content as string;
  const { tables, draft } = JSON.parse(facts!.content as string) as { tables: string; draft: string };
  return JSON.stringify(step === 'tables' ? { tables } : { story: draft });
}

/** An endpoint that answers each step in turn, the last answer again and again; steps that are left out change nothing. */
export function tellerOf(answers: Partial<Record<Step, readonly ChatAnswer[]>>): ChatScript {
  const asked: Partial<Record<Step, number>> = {};
  return (request) => {
    const step = stepOf(request);
    const own = answers[step];
    const nth = (asked[step] ?? 0) + 1;
    asked[step] = nth;
    return own?.[Math.min(nth, own.length) - 1] ?? unchanged(request);
  };
}
