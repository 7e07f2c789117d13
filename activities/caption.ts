import { createHash } from 'node:crypto';
import { putJson, putTable, getJson } from '../adapters/store/tables.ts';
import type { Store } from '../adapters/store/store.ts';
import type { StageInput, StageResult } from '../core/contract/stages.ts';
import { modelText } from '../core/schema/bookkeeping.ts';
import { reject, story } from '../core/schema/story.ts';
import type { Reject, Story } from '../core/schema/story.ts';
import { tellStory } from '../core/story/tell-story.ts';
import type { Chat } from '../core/story/tell-story.ts';
import type { ActivityCall } from './activity.ts';
import type { Deps } from './deps.ts';
import { rowsOf } from './rows.ts';
import { runStage } from './stage.ts';

/** Has a language model retell the stories. One that it can't tell validly keeps its own words, and a reject row says so. */
export async function caption(deps: Deps, input: StageInput, call: ActivityCall): Promise<StageResult> {
  const model = input.options.storyModel ?? '';
  const identity = { stage: 'caption' as const, uses: ['assemble.stories', 'assemble.rejects'], parameters: { model } };
  return runStage(deps, input, identity, call, async ({ store, inputs, signal, report }) => {
    const chat = deps.chat(model);
    const stories = await rowsOf(store, inputs['assemble.stories'], story);
    const rejects = await rowsOf(store, inputs['assemble.rejects'], reject);
    const told: Story[] = [];
    for (const own of stories) {
      signal.throwIfAborted();
      const text = await retell(store, own, { chat, model });
      if (text == null) rejects.push(notTold(own, model));
      told.push(text == null ? own : { ...own, ...text, provenance: withModel(own.provenance, model) });
      report({ done: told.length, total: stories.length, unit: 'stories' });
    }
    return {
      outputs: { stories: await putTable(store, told), rejects: await putTable(store, rejects) },
      counts: { stories: told.length, retold: told.filter(({ textSource }) => textSource === 'model').length },
    };
  });
}

/** A model's answer is kept under what it was asked, so that no retry pays for it twice. Null: it had no valid answer. */
async function retell(store: Store, own: Story, { chat, model }: { chat: Chat; model: string }) {
  const asked = createHash('sha256')
    .update(JSON.stringify([model, own]))
    .digest('hex');
  const name = `replies/${asked}.json`;
  const known = await getJson(store, name, { schema: modelText });
  if (known != null) return known;
  const reply = await tellStory(own, chat);
  if ('issues' in reply) return null;
  await putJson(store, name, { value: reply });
  return reply;
}

function withModel(provenance: Story['provenance'], model: string): Story['provenance'] {
  return { ...provenance, models: [...provenance.models, { id: model, revision: 'chat' }] };
}

function notTold(own: Story, model: string): Reject {
  const { film, id } = own;
  return { film, stage: 'caption', what: `text of story ${id}`, reason: 'no-valid-reply', evidence: { model } };
}
