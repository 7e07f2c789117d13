import { putTable } from '../adapters/store/tables.ts';
import type { StageInput, StageResult } from '../core/contract/stages.ts';
import { description } from '../core/schema/description.ts';
import { reject, story } from '../core/schema/story.ts';
import type { Reject, Story } from '../core/schema/story.ts';
import { POLISH } from '../core/story/prompts/polish-1.ts';
import { TELL } from '../core/story/prompts/tell-2.ts';
import { THINK } from '../core/story/prompts/think-1.ts';
import { issueCodes } from '../core/story/ask.ts';
import { type Lack, tellStory } from '../core/story/tell-story.ts';
import type { ActivityCall } from './activity.ts';
import { atOnce, sumOfCosts } from './at-once.ts';
import type { Deps } from './deps.ts';
import { keptChat } from './replies.ts';
import { rowsOf } from './rows.ts';
import { runStage } from './stage.ts';

/** What tells stories: the model and the versions of its prompts, as provenance has them. */
interface Teller {
  id: string;
  revision: string;
}

/**
 * Has a language model think the stories through and retell them. What it can't do validly stays as the sources have it, and a
 * reject row says so.
 */
export async function caption(deps: Deps, input: StageInput, call: ActivityCall): Promise<StageResult> {
  const teller = {
    id: input.options.storyModel ?? '',
    revision: [THINK, TELL, POLISH].map(({ id, version }) => `${id}-${version}`).join('+'),
  };
  const uses = ['assemble.stories', 'assemble.rejects', 'describe.descriptions'];
  const identity = { stage: 'caption' as const, uses, parameters: { model: teller.id, prompt: teller.revision } };
  return runStage(deps, input, identity, call, async ({ store, inputs, signal, report }) => {
    const chat = keptChat(store, teller.id, deps.chat(teller.id, signal));
    const stories = await rowsOf(store, inputs['assemble.stories'], story);
    const rejects = await rowsOf(store, inputs['assemble.rejects'], reject);
    const described = await rowsOf(store, inputs['describe.descriptions'], description);
    const captions = new Map(described.map(({ keyframe, caption: text }) => [keyframe, text]));
    const tellings = await atOnce(stories, { signal, report, unit: 'stories', most: deps.chatsAtOnce }, (own) =>
      tellStory(own, chat, captions),
    );
    for (const { story: own, lacks } of tellings) rejects.push(...lacks.map((lack) => notTold(own, lack, teller)));
    const told = tellings.map(({ story: own }) => (own.textSource === 'model' ? withModel(own, teller) : own));
    return {
      outputs: { stories: await putTable(store, told), rejects: await putTable(store, rejects) },
      counts: {
        stories: told.length,
        retold: told.filter(({ textSource }) => textSource === 'model').length,
        ...sumOfCosts(tellings.map(({ cost }) => cost)),
      },
    };
  });
}

function withModel(own: Story, teller: Teller): Story {
  return { ...own, provenance: { ...own.provenance, models: [...own.provenance.models, { ...teller }] } };
}

function notTold({ film, id }: Story, { what, issues }: Lack, { id: model, revision }: Teller): Reject {
  const evidence = { model, revision, issues: issueCodes(issues) };
  return { film, stage: 'caption', what: `${what} of story ${id}`, reason: 'no-valid-reply', evidence };
}
