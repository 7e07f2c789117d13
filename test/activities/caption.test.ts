import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activity } from '../../activities/activity.ts';
import { caption } from '../../activities/caption.ts';
import { rowsOf } from '../../activities/rows.ts';
import { openChat } from '../../adapters/model/chat.ts';
import { putTable } from '../../adapters/store/tables.ts';
import { DEFAULT_BUILD_OPTIONS, type StageResult } from '../../core/contract/stages.ts';
import { reject, story, type Reject, type Story } from '../../core/schema/story.ts';
import { assembleStories } from '../../core/story/assemble.ts';
import { validateStory } from '../../core/story/validate.ts';
import { activityCall, activityEnvironment, memoryDeps, stageInput } from '../support/activities.ts';
import { type ChatAnswer, startChatServer } from '../support/chat-server.ts';
import { elementRows, entityRow, filmRows, instanceRow, lineRows } from '../support/story-rows.ts';
import { type Step, STEPS, stepOf, tellerOf } from '../support/story-teller.ts';

type Deps = ReturnType<typeof memoryDeps>;
type Answers = Partial<Record<Step, readonly ChatAnswer[]>>;

let deps: Deps;
let server: Awaited<ReturnType<typeof startChatServer>> | null = null;
beforeEach(() => {
  deps = memoryDeps();
});
afterEach(async () => {
  await server?.stop();
  server = null;
});

/** A story of five frames: Anna in the first two, a cup in the first, Ben in the second; each of the two says a line. */
const OWN = ownStory();
function ownStory(): Story {
  const rows = filmRows('film-1', [1, 1, 1, 1, 1]);
  const entities = [
    entityRow('film-1', 'char1', { name: 'ANNA' }),
    entityRow('film-1', 'char2', { name: 'BEN' }),
    entityRow('film-1', 'obj1', { kind: 'object', label: 'cup' }),
  ];
  const instances = [
    instanceRow('film-1', 0, { entity: 'char1' }),
    instanceRow('film-1', 0, { entity: 'obj1', index: 1 }),
    instanceRow('film-1', 1, { entity: 'char1' }),
    instanceRow('film-1', 1, { entity: 'char2', index: 1 }),
  ];
  const elements = elementRows('film-1', [
    ['dialogue', 'Wait for me.', 'ANNA'],
    ['dialogue', 'I never wait.', 'BEN'],
  ]);
  const lines = lineRows('film-1', elements, [1000, 5000]);
  return assembleStories({ ...rows, entities, instances, elements, lines }).stories[0]!;
}

const frame = (n: number, text: string) => `<gdi image${n}>\n${text}\n</gdi>`;
const rest = [2, 3, 4, 5].map((n) => frame(n, `Part ${n}.`));
const text = (...frames: string[]) => JSON.stringify({ story: frames.join('\n\n') });
const first = (words: string) => text(frame(1, words), ...rest);
const GOOD = first('<gdo char1>Anna</gdo> <gda char1>waits</gda>.');
const POLISHED = first('<gdo char1>Anna</gdo> <gda char1>waits</gda> for long.');
const tables = (change: (own: string) => string) => JSON.stringify({ tables: change(OWN.chainOfThought) });
const THOUGHT = tables((own) =>
  own.replace('| Detected as person | Not stated |', '| Detected as person | Impatient |'),
);

const WELL: Record<Step, string> = { tables: THOUGHT, text: GOOD, polish: POLISHED };

/** The stage's input, with the endpoint giving these answers in turn at each step, the last one again and again. */
async function inputWith(answers: Answers, timeoutMs = 60_000) {
  await server?.stop();
  server = await startChatServer(tellerOf(answers));
  const { baseUrl } = server;
  deps.chat = (model, signal) => openChat({ baseUrl, model, signal, timeoutMs });
  const inputs = {
    'assemble.stories': await putTable(deps.memory, [OWN]),
    'assemble.rejects': await putTable(deps.memory, []),
  };
  return stageInput({ inputs, options: { ...DEFAULT_BUILD_OPTIONS, storyModel: 'teller' } });
}

/** Good answers but at one step. */
const wellBut = (step: Step, ...answers: ChatAnswer[]): Answers => {
  const well = STEPS.map((name): [Step, ChatAnswer[]] => [name, [WELL[name]]]);
  return { ...Object.fromEntries(well), [step]: answers };
};

async function outcome(result: StageResult): Promise<{ told: Story; rejects: Reject[] }> {
  const [told] = await rowsOf(deps.memory, result.outputs['stories'], story);
  return { told: told!, rejects: await rowsOf(deps.memory, result.outputs['rejects'], reject) };
}

/** Steps of the requests in the order in which they came. */
const stepsAsked = (): Step[] => server!.requests.map(stepOf);

const plain =
  (body: object): ChatAnswer =>
  (r) =>
    void r.end(JSON.stringify(body));
const status =
  (code: number, headers: Record<string, string> = {}): ChatAnswer =>
  (r) =>
    void r.writeHead(code, headers).end();

type Fault = [name: string, fault: ChatAnswer, reason: string];

/** Faults that any answer may have, and what the reject row says when they come again and again. */
const NO_ANSWERS: Fault[] = [
  ['bad JSON', '{"story": "<gdi image1>', 'no-json'],
  ['JSON of another form', '{"story": 7, "tables": []}', 'no-json'],
  ['an empty answer', plain({ choices: [{ message: { content: '' } }] }), 'model-reply'],
  [
    'a truncated answer',
    plain({ choices: [{ message: { content: GOOD.slice(0, 60) }, finish_reason: 'length' }] }),
    'model-reply',
  ],
  ['a refusal', plain({ choices: [{ message: { content: null, refusal: 'I cannot help.' } }] }), 'model-reply'],
  ['a refusal in words', 'I am sorry, I cannot help with that.', 'no-json'],
  ['no completion', plain({ error: 'none' }), 'model-reply'],
];

/** Faults of a text, told or polished. */
const TEXTS: Fault[] = [
  ['a missing frame', text(frame(1, 'A.'), ...rest.slice(1)), 'frame-count'],
  ['an unknown id', first('<gdo char9>Bob</gdo>'), 'unknown-id'],
  ['an id of another frame', first('<gdo char2>Ben</gdo>'), 'absent-id'],
  ['a thing that acts', first('<gda obj1>falls</gda>'), 'no-actor'],
  ['a person as place', first('<gdl char1>Anna</gdl>'), 'no-place'],
  ['an unclosed tag', first('<gdo char1>Anna'), 'unclosed-tag'],
  ['wrong order', text(rest[0]!, frame(1, 'A.'), ...rest.slice(1)), 'image-order'],
  ['prose before the tags', text(`Once upon a time. ${frame(1, 'A.')}`, ...rest), 'text-outside-frame'],
  ['prose behind the tags', text(frame(1, 'A.'), ...rest, 'The end.'), 'text-outside-frame'],
  ['an empty frame', first(' '), 'empty-frame'],
  ['words that nobody says', first('<gdo char1>Anna</gdo> says “I was never here”.'), 'unspoken-quote'],
  ['words of somebody else', first('<gdo char1>Anna</gdo> <gda char1>says</gda>: “I never wait.”'), 'wrong-speaker'],
];

const ANNA = '| char1 | Anna | Detected as person | Not stated | Speaks | Seen in 2 of 5 images | 4,2,31,34 |';

/** Faults of tables. */
const TABLES: Fault[] = [
  ['a lost image', tables((own) => own.replace(/## Image 3[^]*?(?=## Image 4)/, '')), 'frame-count'],
  ['a lost person', tables((own) => own.replace(`${ANNA}\n`, '')), 'lost-id'],
  [
    'a person who is nowhere',
    tables((own) => own.replace(ANNA, `${ANNA}\n${ANNA.replace('char1', 'char9')}`)),
    'unknown-id',
  ],
  [
    'a person of another image',
    tables((own) => own.replace(ANNA, `${ANNA}\n${ANNA.replace('char1', 'char2')}`)),
    'absent-id',
  ],
  ['a person as thing', tables((own) => own.replace('| obj1 |', '| char1 |')), 'repeated-id'],
  ['another box', tables((own) => own.replace('4,2,31,34', '4,2,31,33')), 'other-box'],
  ['a box outside', tables((own) => own.replace('4,2,31,34', '4,2,310,34')), 'bad-box'],
  ['an invented name', tables((own) => own.replace('| Anna |', '| Annabel |')), 'other-name'],
  ['another thing', tables((own) => own.replace('| cup |', '| vase: on the table |')), 'other-label'],
  ['an empty cell', tables((own) => own.replace('| Detected as person |', '| |')), 'empty-cell'],
  ['no setting', tables((own) => own.replace(/\| Location \|.*\n/, '')), 'no-setting'],
  ['an element of no setting', tables((own) => own.replace('| Location |', '| Smell |')), 'unknown-setting'],
  ['a lost phase', tables((own) => own.replace(/\| Conflict \|.*\n/, '')), 'phases'],
  ['an image that no story has', tables((own) => own.replace(/\| 5 \|\n$/, '| 6 |\n')), 'phase-images'],
  ['prose among the tables', tables((own) => `Let me think.\n${own}`), 'text-outside-table'],
  ['words that nobody says', tables((own) => own.replace('| Speaks |', '| Says “Go away” |')), 'unspoken-quote'],
];

const FAULTS = [
  ...[...NO_ANSWERS, ...TABLES].map(([name, fault, reason]) => ({ step: 'tables' as const, name, fault, reason })),
  ...(['text', 'polish'] as const).flatMap((step) =>
    [...NO_ANSWERS, ...TEXTS].map(([name, fault, reason]) => ({ step, name, fault, reason })),
  ),
];

describe('an endpoint that errs', () => {
  it('the faults of tables are faults', () => {
    for (const [name, fault] of TABLES) expect([name, fault]).not.toEqual([name, tables((own) => own)]);
  });

  it.each(FAULTS)('$step, $name once: the next answer is taken', async ({ step, fault, reason }) => {
    const result = await caption(deps, await inputWith(wellBut(step, fault, WELL[step])), activityCall());
    const { told, rejects } = await outcome(result);
    expect([told.textSource, rejects]).toEqual(['model', []]);
    expect([told.chainOfThought, told.story].map((made, at) => made.includes(['Impatient', 'for long'][at]!))).toEqual([
      true,
      true,
    ]);
    expect(told.provenance.models.at(-1)).toEqual({ id: 'teller', revision: 'think-1+tell-2+polish-1' });
    expect(validateStory(told)).toEqual([]);
    expect(result.counts).toMatchObject({ retold: 1, chatRequests: 4 });
    // What is wrong is said to the model, unless it gave no answer to say it of.
    const again = server!.requests.filter((request) => stepOf(request) === step)[1]!;
    const last = again.body.messages.at(-1)!.content as string;
    expect(last.startsWith('The answer is not valid:\n- ')).toBe(reason !== 'model-reply');
  });

  it.each(FAULTS)('$step, $name again and again: a row says why', async ({ step, fault, reason }) => {
    const result = await caption(deps, await inputWith(wellBut(step, fault)), activityCall());
    const { told, rejects } = await outcome(result);
    expect(rejects).toMatchObject([{ stage: 'caption', reason: 'no-valid-reply', what: `${step} of story ${OWN.id}` }]);
    expect(rejects[0]!.evidence['issues']).toContain(reason);
    expect(validateStory(told)).toEqual([]);
    const made = { ...OWN, textSource: 'model', provenance: told.provenance, sentences: told.sentences };
    const words = { chainOfThought: told.chainOfThought, story: told.story };
    if (step === 'text') expect(told).toEqual(OWN);
    else expect(told).toEqual({ ...made, ...words });
    const isOwn = { tables: told.chainOfThought === OWN.chainOfThought, polish: !told.story.includes('for long') };
    if (step !== 'text') expect(isOwn).toEqual({ tables: step === 'tables', polish: step === 'polish' });
    expect(stepsAsked().filter((one) => one === step)).toHaveLength(3);
  });

  it.each<[string, ChatAnswer, string]>([
    ['a broken connection', (r) => void r.destroy(), 'ModelUnavailable'],
    ['429 with retry-after', status(429, { 'retry-after': '7' }), 'ModelBusy'],
    ['500', status(500), 'ModelUnavailable'],
  ])('%s at any step: the attempt fails, and the next one pays for nothing twice', async (_, fault, code) => {
    for (const step of STEPS) {
      deps = memoryDeps();
      const input = await inputWith(wellBut(step, fault, WELL[step]));
      await expect(caption(deps, input, activityCall())).rejects.toMatchObject({ code });
      const { told, rejects } = await outcome(await caption(deps, input, activityCall()));
      expect([told.textSource, rejects]).toEqual(['model', []]);
      const asked = [...STEPS, step].sort((one, other) => STEPS.indexOf(one) - STEPS.indexOf(other));
      expect(stepsAsked()).toEqual(asked);
    }
  });

  it('silence: the attempt fails', async () => {
    const input = await inputWith({ tables: [() => undefined] }, 50);
    await expect(caption(deps, input, activityCall())).rejects.toMatchObject({ code: 'ModelUnavailable' });
  });

  it('waits as long as a busy endpoint asks to', async () => {
    const input = await inputWith({ tables: [status(429, { 'retry-after': '7' })] });
    const run = activityEnvironment().run(
      activity((_: null, call) => caption(deps, input, call)),
      null,
    );
    await expect(run).rejects.toMatchObject({ type: 'ModelBusy', nextRetryDelay: 7_000, nonRetryable: false });
  });
});

describe('the steps of a story', () => {
  it('lead from one to the next: the text is told from the tables, and polished behind itself', async () => {
    await caption(deps, await inputWith(wellBut('text', GOOD)), activityCall());
    expect(stepsAsked()).toEqual(STEPS);
    const [asked, told, polished] = server!.requests.map(({ body }) => body.messages);
    const facts = (turns: typeof asked) =>
      JSON.parse(turns![1]!.content as string) as { tables: string; draft?: string };
    expect([facts(asked).tables, facts(asked).draft]).toEqual([OWN.chainOfThought, undefined]);
    expect([facts(told).tables.includes('Impatient'), facts(told).draft]).toEqual([true, OWN.story]);
    expect(polished!.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user']);
  });

  it('take a line as it is said, from who says it', async () => {
    const said = first('<gdo char1>Anna</gdo> <gda char1>says</gda>: “Wait for me.”');
    const { told } = await outcome(await caption(deps, await inputWith({ text: [said] }), activityCall()));
    expect(told.story).toContain('<gda char1>says</gda>: “Wait for me.”');
  });
});

describe('what was paid for', () => {
  it.each<[string, ChatAnswer]>([
    ['a valid answer', GOOD],
    ['three answers that are none', 'no story'],
    [
      'three refusals',
      plain({ choices: [{ message: { refusal: 'no' } }], usage: { prompt_tokens: 120, completion_tokens: 30 } }),
    ],
  ])('%s is never asked for again, though the stage is lost', async (_, reply) => {
    const input = await inputWith({ text: [reply] });
    const before = await caption(deps, input, activityCall());
    const asked = server!.requests.length;
    await deps.memory.deleteRecord(`stages/film-1/caption-${before.key}.json`);
    const again = await caption(deps, input, activityCall());
    expect(again).toEqual(before);
    expect(server!.requests).toHaveLength(asked);
    const tokens = { promptTokens: 120 * asked, completionTokens: 30 * asked };
    expect(again.counts).toMatchObject({ chatRequests: asked, ...tokens });
  });

  it('stops at once when it is cancelled', async () => {
    const stop = new AbortController();
    const input = await inputWith({ tables: [() => stop.abort(new Error('stopped by the test'))] });
    await expect(caption(deps, input, activityCall(stop.signal))).rejects.toThrow('stopped by the test');
  });
});
