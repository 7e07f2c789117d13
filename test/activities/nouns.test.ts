import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nouns } from '../../activities/nouns.ts';
import { rowsOf } from '../../activities/rows.ts';
import { openChat } from '../../adapters/model/chat.ts';
import { putTable } from '../../adapters/store/tables.ts';
import { DEFAULT_BUILD_OPTIONS, type StageResult } from '../../core/contract/stages.ts';
import { filmLabels } from '../../core/schema/labels.ts';
import { type DetectModel, models } from '../../core/schema/models.ts';
import { reject } from '../../core/schema/story.ts';
import { activityCall, memoryDeps, stageInput } from '../support/activities.ts';
import { smallModels } from '../support/annotator-models.ts';
import { startChatServer } from '../support/chat-server.ts';
import { elementRows, filmRows } from '../support/story-rows.ts';

/** Captions of the first three keyframes; the fourth, of a shot of its own, repeats the first. */
const CAPTIONS = [
  'A man with a lantern stands beside a horse.',
  'The man holds the rope of the horse. A dog sits there.',
  'Nobody is there.',
];
const ACTION = ['A horse stands at the gate.', 'The man opens the gate.', 'Anna waits.'];

let deps: ReturnType<typeof memoryDeps>;
let server: Awaited<ReturnType<typeof startChatServer>>;
let asked: string[];
/** Caption that is not told. */
let unseen: string;
beforeEach(async () => {
  deps = memoryDeps();
  asked = [];
  unseen = '';
  server = await startChatServer(({ body }) => {
    const [{ text }] = body.messages[1]!.content as unknown as [{ text: string }];
    const { id, instances } = JSON.parse(text) as { id: string; instances: unknown[] };
    expect(instances).toEqual([]);
    asked.push(id);
    const caption = CAPTIONS[Number(id.split('/')[1])]!;
    return JSON.stringify({ id, caption: caption === unseen ? '' : caption, landmark: null, instances: [] });
  });
  const { baseUrl } = server;
  deps.chat = (model, signal) => openChat({ baseUrl, model, signal, timeoutMs: 2000 });
});
afterEach(() => server.stop());

/** The stage for a detector that is configured so. */
async function nounsFor(change: Partial<DetectModel>): Promise<StageResult> {
  const image = (await deps.memory.putBlob(Buffer.from('a picture'))).key;
  const keyframes = filmRows('film-1', [2, 1, 1]).keyframes.map((row) => ({ ...row, image }));
  keyframes[3] = { ...keyframes[3]!, duplicateOf: 0, duplicateEvidence: { method: 'hash', value: 0, threshold: 6 } };
  const elements = elementRows(
    'film-1',
    ACTION.map((text) => ['action', text]),
  );
  const detect = { ...(smallModels().detect as DetectModel), labels: ['person'], scriptNouns: 0, captionNouns: 0 };
  const configured = models.parse({ ...smallModels(), detect: { ...detect, ...change } });
  const options = {
    ...DEFAULT_BUILD_OPTIONS,
    captioner: 'seer',
    models: await deps.memory.putBlob(Buffer.from(JSON.stringify(configured))),
  };
  const inputs = {
    'shots.keyframes': await putTable(deps.memory, keyframes),
    'script.elements': await putTable(deps.memory, elements),
  };
  return nouns(deps, stageInput({ inputs, options }), activityCall());
}

/** Labels by shot, those of the whole film by null. */
async function labelsOf(result: StageResult): Promise<[number | null, string[]][]> {
  return (await rowsOf(deps.memory, result.outputs['labels'], filmLabels)).map(({ shot, labels }) => [shot, labels]);
}

describe('what a detector is told of a film', () => {
  it('nothing, unless the configuration asks for it', async () => {
    expect(await labelsOf(await nounsFor({}))).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('nouns of the action lines, without a model', async () => {
    const result = await nounsFor({ scriptNouns: 3 });
    expect(await labelsOf(result)).toEqual([[null, ['gate', 'horse', 'man']]]);
    expect(result.counts).toEqual({ labels: 3 });
    expect(asked).toEqual([]);
  });

  it('nouns of the captions of a shot, those first that more of them name', async () => {
    const result = await nounsFor({ captionNouns: 4 });
    expect((await labelsOf(result))[0]).toEqual([0, ['horse', 'man', 'dog', 'lantern']]);
    expect(result.counts).toMatchObject({ labels: 4, chatRequests: 3 });
    expect(asked.sort()).toEqual(['film-1/0', 'film-1/1', 'film-1/2']);
  });

  it('for a shot whose keyframe comes again, the nouns of what it repeats; none where captions name nothing', async () => {
    const [, ...others] = await labelsOf(await nounsFor({ captionNouns: 9 }));
    expect(others).toEqual([[2, ['horse', 'lantern', 'man']]]);
  });

  it('no label twice', async () => {
    const rows = await labelsOf(await nounsFor({ captionNouns: 9, scriptNouns: 1, labels: ['Horse', 'person'] }));
    expect(rows).toEqual([
      [null, ['gate']],
      [0, ['man', 'dog', 'lantern', 'rope']],
      [2, ['lantern', 'man']],
    ]);
  });

  it('other numbers of nouns without asking anew', async () => {
    await nounsFor({ captionNouns: 9 });
    expect((await labelsOf(await nounsFor({ captionNouns: 1 })))[0]).toEqual([0, ['horse']]);
    expect(asked).toHaveLength(3);
  });

  it('nothing of a keyframe that the model could not caption, which a reject row says', async () => {
    unseen = CAPTIONS[0]!;
    const result = await nounsFor({ captionNouns: 9 });
    expect(await labelsOf(result)).toEqual([[0, ['dog', 'horse', 'man', 'rope']]]);
    expect(await rowsOf(deps.memory, result.outputs['rejects'], reject)).toMatchObject([
      { stage: 'nouns', what: 'description of keyframe 0', reason: 'no-valid-reply' },
    ]);
  });
});
