import type { Issue } from '../schema/primitives.ts';
import type { Story, StorySentence } from '../schema/story.ts';
import { groundsOf } from './grounds.ts';
import { POLISH } from './prompts/polish-1.ts';
import { TELL } from './prompts/tell-1.ts';
import { unspokenQuotes } from './quotes.ts';
import { plainNodes, printStory } from './tags.ts';
import { parseStory } from './tags-parse.ts';
import { validateText } from './validate.ts';

/** A turn of a chat with a language model. */
export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string | ChatPart[];
}

/** Part of a turn that shows something. */
export type ChatPart = { type: 'text'; text: string } | { type: 'image_url'; image_url: { url: string } };

/** Story text by a model, in the strict syntax. */
export interface ModelText {
  story: string;
  textSource: 'model';
  /** One per frame, with the instances that its marks name; a model does not say what else its words rest on. */
  sentences: StorySentence[];
}

/** Longer replies are refused before they are read; published stories have at most 25,000 characters. */
const MAX_REPLY_CHARS = 200_000;
/** How much of the issues a model is told; the rest follows from them. */
const TOLD_ISSUES = 12;

/** The turns that ask a model for a story's text. Facts go as JSON, so that no text of a film can pose as a turn. */
export function storyPrompt(story: Story, captions: ReadonlyMap<number, string> = new Map()): ChatMessage[] {
  const facts = {
    images: story.frames.map(({ timeMs, index: keyframe }, at) => {
      const seen = captions.get(keyframe);
      return { image: at + 1, timeMs, ...(seen === undefined ? {} : { seen }) };
    }),
    tables: story.chainOfThought,
    script: story.script.map(({ kind, text, verified }) => ({ kind, text, verified })),
    dialogue: story.dialogue.map(({ speaker, entity, text, startMs }) => ({ speaker, id: entity, text, startMs })),
    draft: story.story,
  };
  return [
    { role: 'system', content: TELL.words },
    { role: 'user', content: JSON.stringify(facts) },
  ];
}

/** The turns that ask a model to polish its valid story for continuity; `asked` are those that led to it. */
export function polishPrompt(asked: readonly ChatMessage[], told: ModelText): ChatMessage[] {
  return [
    ...asked,
    { role: 'assistant', content: JSON.stringify({ story: told.story }) },
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

/**
 * Checks a model's answer against the story's tables. Case, spacing and the like are mended; wrong ids, lost frames and
 * broken tags are issues. Nothing throws, whatever the reply holds.
 */
export function checkReply(story: Story, reply: string): { value: ModelText } | { issues: Issue[] } {
  const text = storyOf(reply);
  if (text === null) return { issues: [issue('no-json', 'the answer is not a JSON object with a text `story`')] };
  const { value, issues } = parseStory(text);
  const broken = issues.filter(({ code }) => code !== 'loose-tag');
  if (broken.length > 0) return { issues: broken };
  const printed = printStory(value);
  const found = validateText(printed, story.chainOfThought);
  if (found.length > 0) return { issues: found };
  const blank = value.findIndex(({ nodes }) => plainNodes(nodes).trim() === '');
  if (blank !== -1) return { issues: [issue('empty-frame', `image ${blank + 1} has no words`)] };
  const invented = value.filter(({ nodes }) => unspokenQuotes(plainNodes(nodes), story.dialogue).length > 0);
  if (invented.length > 0) {
    return {
      issues: invented.map(({ image }) =>
        issue('unspoken-quote', `image ${image} quotes what nobody says in the facts`),
      ),
    };
  }
  const sentences = value.map(({ nodes }, frame) => {
    const instances = groundsOf(nodes, frame, story.instances);
    return { text: plainNodes(nodes).trim(), elements: [], cues: [], frames: [frame], instances };
  });
  return { value: { story: printed, textSource: 'model', sentences } };
}

/** The `story` of a JSON answer. */
function storyOf(reply: string): string | null {
  const { story } = (jsonOf(reply) ?? {}) as { story?: unknown };
  return typeof story === 'string' ? story : null;
}

/** The JSON object of an answer, which may stand in a code fence or among words; undefined where there is none. */
export function jsonOf(reply: string): unknown {
  const from = reply.indexOf('{');
  const to = reply.lastIndexOf('}');
  if (from === -1 || to < from || reply.length > MAX_REPLY_CHARS) return undefined;
  try {
    return JSON.parse(reply.slice(from, to + 1)) as unknown;
  } catch {
    return undefined;
  }
}

function issue(code: string, message: string): Issue {
  return { code, at: 'answer', message };
}
