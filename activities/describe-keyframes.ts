import type { Store } from '../adapters/store/store.ts';
import { readBlob } from '../adapters/store/tables.ts';
import type { BuildOptions } from '../core/contract/stages.ts';
import type { Description } from '../core/schema/description.ts';
import { keyframe } from '../core/schema/media.ts';
import type { Instance, Keyframe } from '../core/schema/media.ts';
import type { Reject } from '../core/schema/story.ts';
import { describeKeyframe } from '../core/story/describe.ts';
import { DESCRIBE } from '../core/story/prompts/describe-1.ts';
import { type Chat, issueCodes } from '../core/story/ask.ts';
import { atOnce, sumOfCosts } from './at-once.ts';
import type { Deps } from './deps.ts';
import { keptChat } from './replies.ts';
import { rowsOf } from './rows.ts';
import type { StageCall } from './stage.ts';

/** What a model that sees said of a film's keyframes. */
export interface DescribedKeyframes {
  descriptions: Description[];
  /** One for each keyframe that it could not describe validly. */
  rejects: Reject[];
  /** What all answers cost, as the counts of a stage have it. */
  cost: Record<string, number>;
}

/** The model that describes keyframes in a build, and by which prompt. */
export function captionModelOf({ captioner }: BuildOptions): Description['model'] {
  return { id: captioner ?? '', revision: `prompt ${DESCRIBE.id}-${DESCRIBE.version}` };
}

/** Has a model that sees describe the keyframes that a story may show, and their instances as far as any are known. */
export async function describeKeyframes(
  deps: Deps,
  { store, inputs, signal, report }: StageCall,
  { stage, model, instances }: { stage: string; model: Description['model']; instances: readonly Instance[] },
): Promise<DescribedKeyframes> {
  const chat = keptChat(store, model.id, deps.chat(model.id, signal));
  const frames = (await rowsOf(store, inputs['shots.keyframes'], keyframe)).filter(isShown);
  const found = byKeyframe(instances);
  const replies = await atOnce(frames, { signal, report, unit: 'keyframes', most: deps.chatsAtOnce }, (frame) =>
    describeOne(store, { frame, instances: found.get(frame.index) ?? [] }, chat),
  );
  const descriptions: Description[] = [];
  const rejects: Reject[] = [];
  for (const [at, { film, index }] of frames.entries()) {
    const reply = replies[at]!;
    if ('value' in reply) descriptions.push({ film, keyframe: index, ...reply.value, model });
    else {
      const evidence = { model: model.id, revision: model.revision, issues: issueCodes(reply.issues) };
      rejects.push({ film, stage, what: `description of keyframe ${index}`, reason: 'no-valid-reply', evidence });
    }
  }
  return { descriptions, rejects, cost: sumOfCosts(replies.map((reply) => reply.cost)) };
}

function byKeyframe(instances: readonly Instance[]): Map<number, Instance[]> {
  const found = new Map<number, Instance[]>();
  for (const one of instances) found.set(one.keyframe, [...(found.get(one.keyframe) ?? []), one]);
  return found;
}

/** Whether a story may show a keyframe; what none shows is not worth a request. */
function isShown({ duplicateOf, kind }: Keyframe): boolean {
  return duplicateOf == null && kind !== 'black' && kind !== 'credits';
}

async function describeOne(
  store: Store,
  { frame, instances }: { frame: Keyframe; instances: Instance[] },
  chat: Chat,
): ReturnType<typeof describeKeyframe> {
  const bytes = await readBlob(store, frame.image);
  const picture = `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`;
  return describeKeyframe({ keyframe: frame, instances, picture }, chat);
}
