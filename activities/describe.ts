import type { Store } from '../adapters/store/store.ts';
import { putTable, readBlob } from '../adapters/store/tables.ts';
import type { StageInput, StageResult } from '../core/contract/stages.ts';
import type { Description } from '../core/schema/description.ts';
import { instance, keyframe } from '../core/schema/media.ts';
import type { Instance, Keyframe } from '../core/schema/media.ts';
import type { Reject } from '../core/schema/story.ts';
import { describeKeyframe } from '../core/story/describe.ts';
import { DESCRIBE } from '../core/story/prompts/describe-1.ts';
import { type Chat, issueCodes } from '../core/story/ask.ts';
import type { ActivityCall } from './activity.ts';
import { atOnce, sumOfCosts } from './at-once.ts';
import type { Deps } from './deps.ts';
import { keptChat } from './replies.ts';
import { rowsOf } from './rows.ts';
import { runStage } from './stage.ts';

/** What is described at a stage. */
interface Subject {
  stage: 'describe' | 'nouns';
  /** Input with the instances that the model is told of; null before any are found. */
  instances: string | null;
}

/**
 * Has a model that sees describe the keyframes that a story may show and their instances. One that it can't describe validly has
 * no description, and a reject row says so.
 */
export function describe(deps: Deps, input: StageInput, call: ActivityCall): Promise<StageResult> {
  return describeFilm(deps, input, call, { stage: 'describe', instances: 'identify.instances' });
}

/** The same before anything is found, so that a detector can look for what the captions name. */
export function nouns(deps: Deps, input: StageInput, call: ActivityCall): Promise<StageResult> {
  return describeFilm(deps, input, call, { stage: 'nouns', instances: null });
}

async function describeFilm(
  deps: Deps,
  input: StageInput,
  call: ActivityCall,
  { stage, instances }: Subject,
): Promise<StageResult> {
  const model = { id: input.options.captioner ?? '', revision: `prompt ${DESCRIBE.id}-${DESCRIBE.version}` };
  const uses = ['shots.keyframes', ...(instances == null ? [] : [instances])];
  const identity = { stage, uses, parameters: { model } };
  return runStage(deps, input, identity, call, async ({ store, inputs, signal, report }) => {
    const chat = keptChat(store, model.id, deps.chat(model.id, signal));
    const frames = (await rowsOf(store, inputs['shots.keyframes'], keyframe)).filter(isShown);
    const found = byKeyframe(instances == null ? [] : await rowsOf(store, inputs[instances], instance));
    const replies = await atOnce(frames, { signal, report, unit: 'keyframes', most: deps.chatsAtOnce }, (frame) =>
      describeOne(store, { frame, instances: found.get(frame.index) ?? [] }, chat),
    );
    const rows: Description[] = [];
    const rejects: Reject[] = [];
    for (const [at, { film, index }] of frames.entries()) {
      const reply = replies[at]!;
      if ('value' in reply) rows.push({ film, keyframe: index, ...reply.value, model });
      else {
        const evidence = { model: model.id, revision: model.revision, issues: issueCodes(reply.issues) };
        rejects.push({ film, stage, what: `description of keyframe ${index}`, reason: 'no-valid-reply', evidence });
      }
    }
    const cost = sumOfCosts(replies.map((reply) => reply.cost));
    return {
      outputs: { descriptions: await putTable(store, rows), rejects: await putTable(store, rejects) },
      counts: { descriptions: rows.length, ...cost },
    };
  });
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
