import { putTable } from '../adapters/store/tables.ts';
import type { Store } from '../adapters/store/store.ts';
import type { StageInput, StageResult } from '../core/contract/stages.ts';
import { modelReply, type ModelReply } from '../core/schema/bookkeeping.ts';
import { description } from '../core/schema/description.ts';
import { reject, story } from '../core/schema/story.ts';
import type { Reject, Story } from '../core/schema/story.ts';
import { POLISH } from '../core/story/prompts/polish-1.ts';
import { TELL } from '../core/story/prompts/tell-1.ts';
import type { Chat } from '../core/story/ask.ts';
import { tellStory } from '../core/story/tell-story.ts';
import type { ActivityCall } from './activity.ts';
import { atOnce, sumOfCosts } from './at-once.ts';
import type { Deps } from './deps.ts';
import { keptReply } from './replies.ts';
import { rowsOf } from './rows.ts';
import { runStage } from './stage.ts';

/** What tells stories: the model and the versions of its prompts, as provenance has them. */
interface Teller {
  id: string;
  revision: string;
}

/** Has a language model retell the stories. One that it can't tell validly keeps its own words, and a reject row says so. */
export async function caption(deps: Deps, input: StageInput, call: ActivityCall): Promise<StageResult> {
  const teller = {
    id: input.options.storyModel ?? '',
    revision: [TELL, POLISH].map(({ id, version }) => `${id}-${version}`).join('+'),
  };
  const uses = ['assemble.stories', 'assemble.rejects', 'describe.descriptions'];
  const identity = { stage: 'caption' as const, uses, parameters: { model: teller.id, prompt: teller.revision } };
  return runStage(deps, input, identity, call, async ({ store, inputs, signal, report }) => {
    const chat = deps.chat(teller.id, signal);
    const stories = await rowsOf(store, inputs['assemble.stories'], story);
    const rejects = await rowsOf(store, inputs['assemble.rejects'], reject);
    const described = await rowsOf(store, inputs['describe.descriptions'], description);
    const captions = new Map(described.map(({ keyframe, caption: text }) => [keyframe, text]));
    const replies = await atOnce(stories, { signal, report, unit: 'stories' }, (own) =>
      retell(store, own, { chat, teller, captions }),
    );
    const told = stories.map((own, at): Story => {
      const { text, isPolished, issues } = replies[at]!;
      if (!isPolished) rejects.push(notTold(own, { what: text == null ? 'text' : 'polish', teller, issues }));
      return text == null ? own : { ...own, ...text, provenance: withModel(own.provenance, teller) };
    });
    return {
      outputs: { stories: await putTable(store, told), rejects: await putTable(store, rejects) },
      counts: {
        stories: told.length,
        retold: told.filter(({ textSource }) => textSource === 'model').length,
        ...sumOfCosts(replies.map(({ cost }) => cost)),
      },
    };
  });
}

interface Retelling {
  chat: Chat;
  teller: Teller;
  /** What keyframes show, by their index. */
  captions: ReadonlyMap<number, string>;
}

function retell(store: Store, own: Story, { chat, teller, captions }: Retelling): Promise<ModelReply> {
  const seen = own.frames.map(({ index }) => captions.get(index) ?? null);
  const asked = captions.size === 0 ? [teller, own] : [teller, own, seen];
  const ask = async (): Promise<ModelReply> => {
    const telling = await tellStory(own, chat, captions);
    if ('text' in telling) return { ...telling, issues: [] };
    return {
      cost: telling.cost,
      text: null,
      isPolished: false,
      issues: [...new Set(telling.issues.map(({ code }) => code))],
    };
  };
  return keptReply(store, { asked, schema: modelReply, ask });
}

function withModel(provenance: Story['provenance'], teller: Teller): Story['provenance'] {
  return { ...provenance, models: [...provenance.models, { ...teller }] };
}

function notTold({ film, id }: Story, lack: { what: string; teller: Teller; issues: readonly string[] }): Reject {
  const { id: model, revision } = lack.teller;
  const evidence = { model, revision, issues: lack.issues.join(', ') };
  return { film, stage: 'caption', what: `${lack.what} of story ${id}`, reason: 'no-valid-reply', evidence };
}
