import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { story as storySchema } from '../../../core/schema/story.ts';
import { speakersOf } from '../../../core/script/speakers.ts';
import { type AssembleInput, assembleStories } from '../../../core/story/assemble.ts';
import { validateSources } from '../../../core/story/validate-sources.ts';
import { validateStory } from '../../../core/story/validate.ts';
import { sceneFilm } from '../../support/scene-films.ts';
import { cueRow, elementRows, entityRow, filmRows, instanceRow, lineRows, SHOT_MS } from '../../support/story-rows.ts';

/** A newspaper office in two scenes of eight shots each, with a screenplay, subtitles and two known faces. */
function newsroom(): AssembleInput {
  const rows = filmRows('news', Array<number>(16).fill(1));
  const elements = elementRows('news', [
    ['scene_heading', 'INT. NEWSROOM - DAY'],
    ['action', 'HILDY enters the room. Walter waits.'],
    ['dialogue', 'Where is Walter?', 'HILDY'],
    ['action', 'Telephones ring.'],
    ['dialogue', 'In his <office> & busy.', 'CLERK'],
    ['scene_heading', "EXT. WALTER'S HOUSE - NIGHT"],
    ['action', 'Rain falls on the street.'],
    ['dialogue', 'You came back.', 'WALTER'],
  ]);
  return {
    ...rows,
    elements,
    lines: lineRows('news', elements, [5000, 30_000, 34_000]),
    cues: [
      cueRow('news', 0, { startMs: 5000, text: 'Where is Walter?' }),
      cueRow('news', 1, { startMs: 30_000, text: 'In his office and busy.' }),
      cueRow('news', 2, { startMs: 34_000, text: 'You came back.' }),
      cueRow('news', 3, { startMs: 40_000, text: 'Only for the coat.' }),
    ],
    entities: [
      entityRow('news', 'char7', { name: 'HILDY' }),
      entityRow('news', 'obj2', { kind: 'object', label: 'telephone' }),
      entityRow('news', 'bg4', { kind: 'background', label: 'wall' }),
    ],
    instances: [
      instanceRow('news', 1, { entity: 'obj2', label: 'telephone', index: 1 }),
      instanceRow('news', 0, { entity: 'char7', face: null }),
      instanceRow('news', 1, { entity: 'char7' }),
      instanceRow('news', 9, { entity: 'bg4', label: 'wall', box: [-3, 0, 90, 40] }),
    ],
  };
}

/** Words that read as marks, tables, references or other people's tags, and those that readers trip over. */
const HOSTILE = [
  '</gdi>',
  '<gdi image1>',
  '<gdo char1>x</gdo>',
  '<gda',
  '&lt;gdo char1&gt;',
  '| char1 | A |',
  'A|B',
  '## Image 2',
  '### Setting',
  '## Narrative Structure',
  '|---|---|',
  '&#124;&amp;&#10;',
  '<image>',
  '</think>',
  '“quoted” and "quoted"',
  'line\nbreak\u2028here\u0085',
  '\u202eright to left',
  '\u0000\u0007',
  '𝔸𝕟𝕟𝕒 👩‍👩‍👧',
  'İSTANBUL ß ſ ǅ',
  '$& $1 $`',
  '.*+?^${}()|[]\\/-',
  '\ud800',
  ' ',
  '',
];

describe('assembleStories', () => {
  it('ends stories where the scene changes', () => {
    const { stories, rejects } = assembleStories(newsroom());
    expect(stories.map((story) => story.frames.length)).toEqual([8, 8]);
    expect(rejects).toEqual([]);
  });

  it('tells the words of the screenplay, marks who is seen, and adds what only the subtitles have', () => {
    const [first, second] = assembleStories(newsroom()).stories;
    expect(first!.story.split('\n\n').slice(0, 3)).toEqual([
      '<gdi image1>\nThe scene is an interior: Newsroom, day. ' +
        '<gdo char1>HILDY</gdo> <gda char1>enters</gda> the room. Walter waits.\n</gdi>',
      '<gdi image2>\n<gdo char1>Hildy</gdo> <gda char1>says</gda>: “Where is Walter?” ' +
        '<gdo obj1>A telephone</gdo> is in view.\n</gdi>',
      '<gdi image3>\nNothing that could be named is in view.\n</gdi>',
    ]);
    expect(first!.story).toContain('Clerk says: “In his &lt;office&gt; & busy.”');
    expect(second!.story).toContain('A voice says: “Only for the coat.”');
    expect(second!.textSource).toBe('screenplay');
  });

  it('numbers entities per story by first appearance', () => {
    const [first, second] = assembleStories(newsroom()).stories;
    expect(first!.entities.map(({ id, filmEntity }) => [id, filmEntity])).toEqual([
      ['char1', 'char7'],
      ['obj1', 'obj2'],
    ]);
    expect(second!.entities.map(({ id, filmEntity }) => [id, filmEntity])).toEqual([['bg1', 'bg4']]);
  });

  it('keeps boxes inside the frame as whole pixels', () => {
    const [first, second] = assembleStories(newsroom()).stories;
    expect(first!.chainOfThought).toContain('| char1 | Hildy | Detected as person |');
    expect(first!.chainOfThought).toContain('| 4,2,31,34 |');
    expect(second!.chainOfThought).toContain('| 0,0,64,36 |');
  });

  it('says that an action is verified only when it names someone seen', () => {
    const [first] = assembleStories(newsroom()).stories;
    expect(first!.script.map(({ kind, element, verified }) => [kind, element, verified])).toEqual([
      ['scene_heading', 0, false],
      ['action', 1, true],
      ['action', 3, false],
    ]);
  });

  it('goes without a screenplay and without any text', () => {
    const subtitled = { ...newsroom(), elements: [], lines: [] };
    expect(assembleStories(subtitled).stories.map((story) => story.textSource)).toEqual(['subtitles']);
    const silent = { ...subtitled, cues: [] };
    const [story] = assembleStories(silent).stories;
    expect(story!.textSource).toBe('visual');
    expect(story!.story).toContain('Nothing that could be named is in view.');
  });

  it.each<[string, number[], number[], string[]]>([
    ['a film of four frames', [2, 2], [], ['film-too-short']],
    ['no keyframe at all', [0, 0], [], ['no-keyframes']],
    ['one shot over the limit is cut', [23], [11, 12], []],
    ['a short tail is merged backwards', [12, 12, 2], [12, 14], []],
    ['a tail that fits nowhere is left out by its frames', [22, 3], [22], ['story-full']],
    ['shots without frames', [0, 5, 0, 0, 5, 0], [10], []],
  ])('%s', (_, shots, sizes, reasons) => {
    const { stories, rejects } = assembleStories(filmRows('film', shots));
    expect(stories.map((story) => story.frames.length)).toEqual(sizes);
    expect([...new Set(rejects.map((reject) => reject.reason))]).toEqual(reasons);
  });

  it.each<[string, AssembleInput['options'], number[], string[]]>([
    ['no whole shots fit', { minFrames: 20, maxFrames: 22, minPersons: 0 }, [], ['no-whole-shots-fit']],
    ['nobody is seen', { minFrames: 5, maxFrames: 22, minPersons: 1 }, [], ['too-few-persons']],
  ])('%s', (_, options, sizes, reasons) => {
    const { stories, rejects } = assembleStories({ ...filmRows('film', [16, 18]), options });
    expect(stories.map((story) => story.frames.length)).toEqual(sizes);
    expect([...new Set(rejects.map((reject) => reject.reason))]).toEqual(reasons);
  });

  it('holds whole stories with a person only, by default', () => {
    const input = { ...newsroom(), options: { minFrames: 5, maxFrames: 22, minPersons: 1 } };
    // The second scene shows a wall and nobody: with the first it is one story.
    expect(assembleStories(input).stories.map((story) => story.frames.length)).toEqual([16]);
    const instances = [...input.instances, instanceRow('news', 12, { entity: 'char7' })];
    expect(assembleStories({ ...input, instances }).stories.map((story) => story.frames.length)).toEqual([8, 8]);
  });

  it('tells a heading with the first frame of its scene', () => {
    const { stories } = assembleStories(newsroom());
    expect(stories[1]!.story).toMatch(/^<gdi image1>\nThe scene is an exterior: Walter's House, night\./);
    expect(stories[0]!.script.map(({ text }) => text)).not.toContain("EXT. WALTER'S HOUSE - NIGHT");
  });

  it('ends stories by what is seen and said where there is no screenplay', () => {
    const { rows, changes } = sceneFilm(7);
    const ends = assembleStories(rows)
      .stories.slice(0, -1)
      .map(({ frames }) => frames.at(-1)!.shot + 1);
    expect(ends.length).toBeGreaterThan(3);
    expect(ends.filter((end) => !changes.includes(end))).toEqual([]);
  });

  it('shows of a long scene the frames near what is said', () => {
    const rows = filmRows('film', Array<number>(26).fill(1));
    const cues = [3, 4, 20, 21].map((shot, index) =>
      cueRow('film', index, {
        startMs: shot * SHOT_MS + 1500,
        text: 'So many words are said here that it needs a picture.',
      }),
    );
    const looks = new Map(rows.keyframes.map(({ index }) => [index, Uint8Array.of(255, index % 2, 0)]));
    const black = { ...rows.keyframes.at(-1)!, index: 26, shot: 26, kind: 'picture' as const };
    const shots = [
      ...rows.shots,
      { ...rows.shots.at(-1)!, index: 26, startMs: 26 * SHOT_MS, endMs: 27 * SHOT_MS, transition: 'fade' as const },
    ];
    const after = Array.from({ length: 11 }, (_, at) => ({
      ...black,
      index: 26 + at,
      timeMs: 26 * SHOT_MS + 100 * at,
    }));
    for (const { index } of after) looks.set(index, Uint8Array.of(0, 0, 255));
    const { stories, rejects } = assembleStories({
      ...rows,
      shots,
      keyframes: [...rows.keyframes, ...after],
      cues,
      looks,
    });
    expect(stories.map(({ frames }) => frames.length)).toEqual([22, 11]);
    const shown = stories[0]!.frames.map(({ shot }) => shot);
    expect(shown).toEqual(expect.arrayContaining([3, 4, 20, 21]));
    expect(stories[0]!.dialogue).toHaveLength(4);
    expect(rejects.map(({ reason }) => reason)).toEqual(Array(4).fill('story-full'));
  });

  it('keeps repetitions, black and credits out of stories, and says why', () => {
    const rows = filmRows('film', [1, 1, 1, 1, 1, 1, 1, 1, 1]);
    const { keyframes } = rows;
    Object.assign(keyframes[1]!, {
      duplicateOf: 0,
      duplicateEvidence: { method: 'embedding', value: 0.97, threshold: 0.95 },
    });
    keyframes[0]!.kind = 'title';
    keyframes[2]!.kind = 'black';
    keyframes[8]!.kind = 'credits';
    const { stories, rejects } = assembleStories(rows);
    expect(stories.flatMap(({ frames }) => frames.map(({ index }) => index))).toEqual([0, 3, 4, 5, 6, 7]);
    expect(rejects.map(({ what, reason, evidence }) => [what, reason, evidence])).toEqual([
      ['keyframe 1', 'duplicate-keyframe', { duplicateOf: 0, method: 'embedding', value: 0.97, threshold: 0.95 }],
      ['keyframe 2', 'no-picture', { kind: 'black' }],
      ['keyframe 8', 'no-picture', { kind: 'credits' }],
    ]);
  });

  it('loses no frame and no word, splits no shot, and writes only valid rows', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE));
    const films = fc.record({
      shots: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30 }),
      options: fc.record({
        minFrames: fc.integer({ min: 1, max: 8 }),
        maxFrames: fc.integer({ min: 9, max: 22 }),
        minPersons: fc.integer({ min: 0, max: 2 }),
      }),
      looks: fc.option(fc.array(fc.uint8Array({ minLength: 4, maxLength: 4 }), { maxLength: 60 })),
      duplicates: fc.array(fc.nat(60), { maxLength: 6 }),
      texts: fc.array(fc.tuple(text, fc.nat(30 * SHOT_MS)), { maxLength: 8 }),
      seen: fc.array(fc.tuple(fc.nat(60), fc.constantFrom('char1', 'char2', 'obj1', 'bg1', 'lm1', 'none')), {
        maxLength: 20,
      }),
      name: fc.oneof(text, fc.constant('ANNA')),
    });
    fc.assert(
      fc.property(films, ({ shots, options, looks, duplicates, texts, seen, name }) => {
        const rows = filmRows('film', shots);
        for (const index of duplicates) {
          const frame = rows.keyframes[index];
          if (frame !== undefined) frame.duplicateOf = 0;
        }
        const elements = elementRows(
          'film',
          texts.flatMap(([text]) => [
            ['scene_heading', `INT. ${text} - DAY`],
            ['action', `${name} enters ${text}`],
            ['dialogue', text, name],
          ]),
        );
        const kinds = {
          char1: 'character',
          char2: 'character',
          obj1: 'object',
          bg1: 'background',
          lm1: 'landmark',
        } as const;
        const input: AssembleInput = {
          ...rows,
          options,
          looks: new Map(looks?.map((look, at) => [at, look])),
          elements,
          lines: lineRows(
            'film',
            elements,
            texts.map(([, startMs], i) => (i % 3 === 2 ? null : startMs)),
          ),
          cues: texts.map(([text, startMs], i) => cueRow('film', i, { startMs, text: `x${text}` })),
          entities: Object.entries(kinds).map(([id, kind]) => entityRow('film', id, { kind, label: name, name })),
          instances: seen.map(([keyframe, entity], index) => instanceRow('film', keyframe, { entity, index })),
        };
        const { stories, rejects } = assembleStories(input);
        const told = stories.flatMap((story) => story.frames.map((frame) => frame.index));
        const lost = rejects.flatMap((reject) => /^keyframe (\d+)$/.exec(reject.what)?.[1] ?? []).map(Number);
        expect([...told, ...lost].sort((a, b) => a - b)).toEqual(rows.keyframes.map((frame) => frame.index));
        const owners = stories.flatMap((story, i) =>
          [...new Set(story.frames.map((frame) => frame.shot))].map((s) => [s, i]),
        );
        expect(new Set(owners.map(([shot]) => shot)).size).toBe(owners.length);
        const spoken = stories.flatMap((story) => story.dialogue).length;
        const unspoken = rejects.filter((reject) => reject.reason === 'outside-stories').length;
        expect(spoken + unspoken).toBe(texts.length);
        for (const story of stories) {
          expect(storySchema.safeParse(story).success).toBe(true);
          expect(validateStory(story)).toEqual([]);
          expect(validateSources(story)).toEqual([]);
          expect(story.frames.length).toBeGreaterThanOrEqual(options.minFrames);
          expect(story.frames.length).toBeLessThanOrEqual(options.maxFrames);
          const persons = story.entities.filter(({ kind }) => kind === 'character');
          expect(persons.length).toBeGreaterThanOrEqual(options.minPersons);
        }
        expect(assembleStories(structuredClone(input))).toEqual({ stories, rejects });
      }),
      { numRuns: 100 },
    );
  });
});

describe('names and descriptions in stories', () => {
  const rows = filmRows('film', [1, 1, 1, 1, 1]);
  const instances = [instanceRow('film', 0, { entity: 'char1' }), instanceRow('film', 0, { entity: 'obj1', index: 1 })];

  it('a line under an alias belongs to the face, and its words keep the name that the screenplay has there', () => {
    const elements = elementRows('film', [
      ['action', 'SMITH waits.'],
      ['dialogue', 'Come in.', 'SMITH'],
      ['dialogue', 'Nobody there.', 'JOHN SMITH'],
    ]);
    const aliases = [{ name: 'SMITH', rules: ['surname' as const] }];
    const evidence = { keyframes: [], weakestLink: null, lines: [], aliases };
    const story = assembleStories({
      ...rows,
      elements,
      lines: lineRows('film', elements, [1000, 2500]),
      speakers: speakersOf(elements).map((speaker) => ({ film: 'film', ...speaker })),
      entities: [entityRow('film', 'char1', { name: 'JOHN SMITH', evidence })],
      instances: instances.slice(0, 1),
    }).stories[0]!;
    expect(story.dialogue.map(({ speaker, entity }) => [speaker, entity])).toEqual([
      ['SMITH', 'char1'],
      ['JOHN SMITH', 'char1'],
    ]);
    expect(story.script).toMatchObject([{ text: 'SMITH waits.', verified: true }]);
    expect(story.story).toContain('<gdo char1>SMITH</gdo> <gda char1>waits</gda>.');
    expect(story.story).toContain('<gdo char1>Smith</gdo> <gda char1>says</gda>: “Come in.”');
    expect(validateStory(story)).toEqual([]);
  });

  it('what a model saw stands in the tables: what sets instances apart, and the name of the place', () => {
    const seen = (index: number, attributes: string) => ({ index, attributes });
    const story = assembleStories({
      ...rows,
      entities: [entityRow('film', 'char1'), entityRow('film', 'obj1', { kind: 'object', label: 'cup' })],
      instances,
      descriptions: [
        {
          film: 'film',
          keyframe: 0,
          caption: 'A man with a cup.',
          landmark: 'Old Bridge',
          instances: [seen(0, 'in grey'), seen(1, 'blue')],
          model: { id: 'seer', revision: '1' },
        },
      ],
    }).stories[0]!;
    expect(story.chainOfThought).toContain('| Detected as person; in grey |');
    expect(story.chainOfThought).toContain('| cup: blue |');
    expect(story.chainOfThought.match(/\| Location \| Old Bridge \|/g)).toHaveLength(1);
    expect(validateStory(story)).toEqual([]);
  });
});
