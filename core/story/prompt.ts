import type { Issue } from '../schema/primitives.ts';
import type { Story } from '../schema/story.ts';
import { POLISH } from './prompts/polish-1.ts';
import type { Prompt } from './prompts/prompt.ts';
import { TELL } from './prompts/tell-2.ts';
import { THINK } from './prompts/think-1.ts';
import { MAX_REPLY_CHARS } from './reply.ts';

/** A turn of a chat with a language model. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string | ChatPart[];
}

/** Part of a turn that shows something. */
export type ChatPart = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } };

/** How much of the issues a model is told; the rest follows from them. */
const TOLD_ISSUES = 12;

/** What keyframes show, by their index. */
export type Captions = ReadonlyMap<number, string>;

/** The turns that ask a model for a story's chain of thought. */
export function tablesPrompt(story: Story, captions: Captions): ChatMessage[] {
  return asked(THINK, factsOf(story, captions));
}

/** The turns that ask a model for a story's text. */
export function storyPrompt(story: Story, captions: Captions): ChatMessage[] {
  return asked(TELL, { ...factsOf(story, captions), draft: story.story });
}

/** Facts go as JSON, so that no text of a film can pose as a turn. */
function asked(prompt: Prompt, facts: object): ChatMessage[] {
  return [
    { role: 'system', content: prompt.words },
    { role: 'user', content: JSON.stringify(facts) },
  ];
}

function factsOf(story: Story, captions: Captions): object {
  return {
    images: story.frames.map(({ timeMs, index: keyframe }, at) => {
      const seen = captions.get(keyframe);
      return { image: at + 1, timeMs, ...(seen === undefined ? {} : { seen }) };
    }),
    tables: story.chainOfThought,
    script: story.script.map(({ kind, text, verified }) => ({ kind, text, verified })),
    dialogue: story.dialogue.map(({ speaker, entity, text, startMs }) => ({ speaker, id: entity, text, startMs })),
  };
}

/** The turns that ask a model to polish its valid story for continuity; `before` are those that led to it. */
export function polishPrompt(before: readonly ChatMessage[], story: string): ChatMessage[] {
  return [
    ...before,
    { role: 'assistant', content: JSON.stringify({ story }) },
    { role: 'user', content: POLISH.words },
  ];
}

/** The turns that hand a model's faulty answer back to it. Issues name places and ids, never quote the film. */
export function correctionTurns(reply: string, issues: readonly Issue[]): ChatMessage[] {
  const told = issues.slice(0, TOLD_ISSUES).map(({ at, message }) => `- ${at}: ${message}`);
  return [
    { role: 'assistant', content: reply.slice(0, MAX_REPLY_CHARS) },
    { role: 'user', content: `The answer is not valid:\n${told.join('\n')}\nAnswer again with the whole JSON object.` },
  ];
}
