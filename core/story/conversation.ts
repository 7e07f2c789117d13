import type { Story } from '../schema/story.ts';

/** A story as a question with pictures and its answer. */
export interface Conversation {
  /** What the model is told once. */
  system: string;
  /** What is asked, without placeholders for the pictures. */
  prompt: string;
  /** Chain of thought inside think tags, then the story, as the published models write it. */
  answer: string;
}

const SYSTEM =
  'You tell stories from film frames. First analyse the frames inside <think> tags: characters, objects, setting and ' +
  'narrative structure. Then tell one story in which every mention is grounded.';
const PROMPT = 'Tell the story that these frames show.';
/** Words that trainers replace with pictures, films and sounds: in an answer they would be counted as such. */
const PLACEHOLDER = /<(image|video|audio)>/gi;

/** The training conversation of a story; nothing in the answer reads as a placeholder. */
export function conversationOf({ chainOfThought, story }: Pick<Story, 'chainOfThought' | 'story'>): Conversation {
  const answer = `<think>\n${chainOfThought}\n</think>\n${story}`;
  return { system: SYSTEM, prompt: PROMPT, answer: withoutPlaceholders(answer) };
}

/** Writes placeholders of trainers as references, so that they stay words. */
export function withoutPlaceholders(text: string): string {
  return text.replace(PLACEHOLDER, '&lt;$1&gt;');
}
