import { type Description, DESCRIPTION_FORMAT, descriptionAnswer } from '../schema/description.ts';
import type { Instance, Keyframe } from '../schema/media.ts';
import type { Issue } from '../schema/primitives.ts';
import { askUntilValid, type Chat, type ChatCost, noCost } from './ask.ts';
import type { ChatMessage } from './prompt.ts';
import { DESCRIBE } from './prompts/describe-1.ts';
import { jsonOf } from './reply.ts';

/** A keyframe with what was found in it, and its picture as a data URL. */
export interface ShownKeyframe {
  keyframe: Keyframe;
  instances: readonly Instance[];
  picture: string;
}

/** What a model says of a keyframe, without whose it is. */
export type Described = Pick<Description, 'caption' | 'landmark' | 'instances'>;

/** Has a model that sees describe a keyframe, by `askUntilValid`: what it says, or the issues of its last answer. */
export async function describeKeyframe(
  shown: ShownKeyframe,
  chat: Chat,
): Promise<{ cost: ChatCost } & ({ value: Described } | { issues: Issue[] })> {
  const cost = noCost();
  const check = (reply: string) => checkDescription(shown, reply);
  const question = { prompt: describePrompt(shown), format: DESCRIPTION_FORMAT, check };
  return { ...(await askUntilValid(chat, question, cost)), cost };
}

/** The id by which an answer says which keyframe it is about. */
function idOf({ film, index }: Keyframe): string {
  return `${film}/${index}`;
}

function describePrompt({ keyframe, instances, picture }: ShownKeyframe): ChatMessage[] {
  const { width, height } = keyframe;
  const found = instances.map(({ index, label, box }) => ({ index, label, box: box.map(Math.round) }));
  const facts = { id: idOf(keyframe), width, height, instances: found };
  return [
    { role: 'system', content: DESCRIBE.words },
    {
      role: 'user',
      content: [
        { type: 'text', text: JSON.stringify(facts) },
        { type: 'image_url', image_url: { url: picture } },
      ],
    },
  ];
}

/** Checks an answer against what was asked. Nothing throws, whatever the reply holds. */
function checkDescription(
  { keyframe, instances }: Pick<ShownKeyframe, 'keyframe' | 'instances'>,
  reply: string,
): { value: Described } | { issues: Issue[] } {
  const parsed = descriptionAnswer.safeParse(jsonOf(reply));
  if (!parsed.success) {
    return {
      issues: parsed.error.issues.map(({ path, message }) => ({
        code: 'wrong-form',
        at: path.join('.') || 'answer',
        message,
      })),
    };
  }
  const { id, caption, landmark, instances: told } = parsed.data;
  const issues: Issue[] = [];
  if (id !== idOf(keyframe)) {
    issues.push({ code: 'wrong-id', at: 'id', message: `the answer must be about ${idOf(keyframe)}` });
  }
  const known = new Set(instances.map(({ index }) => index));
  const seen = new Set<number>();
  for (const { index } of told) {
    if (!known.has(index))
      issues.push({ code: 'unknown-instance', at: 'instances', message: `there is no instance ${index}` });
    if (seen.has(index))
      issues.push({ code: 'repeated-instance', at: 'instances', message: `instance ${index} comes twice` });
    seen.add(index);
  }
  if (issues.length > 0) return { issues };
  return { value: { caption, landmark, instances: told.sort((one, two) => one.index - two.index) } };
}
