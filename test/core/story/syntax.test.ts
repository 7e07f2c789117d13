import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChainOfThought, PHASES, printThought, SETTING_ELEMENTS } from '../../../core/story/cot.ts';
import { parseThought } from '../../../core/story/cot-parse.ts';
import { type FrameText, plainStory, printStory, type StoryNode } from '../../../core/story/tags.ts';
import { parseStory } from '../../../core/story/tags-parse.ts';

/** Text that provokes: tags, references, table syntax and line breaks among ordinary characters. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom('<gdo char1>', '</gdi>', '<gdi image2>', '&lt;', '&amp;', '&', '<', '>', '|', '\n', '\r\n'),
      fc.constantFrom('&#124;', '&#10;', '# Image 1', '---', '</think>', ' ', '\t', '\u2028'),
      fc.constantFrom('שלום', '\u202Eمرحبا\u202C', '👩‍👩‍👧', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'e\u0301'),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''));

const ids = fc.array(fc.tuple(fc.constantFrom('char', 'obj', 'lm', 'bg'), fc.integer({ min: 1, max: 40 })), {
  minLength: 1,
  maxLength: 3,
});

const { nodes } = fc.letrec<{ nodes: StoryNode[]; node: StoryNode }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    hostile.map((text): StoryNode => ({ kind: 'text', text })),
    fc.record({
      kind: fc.constantFrom('gdo' as const, 'gda' as const, 'gdl' as const),
      ids: ids.map((pairs) => pairs.map(([family, number]) => `${family}${number}`)),
      children: tie('nodes'),
    }),
  ),
  nodes: fc.array(tie('node'), { maxLength: 4 }).map(canonical),
}));

/** As a reader finds them: no empty text, no two texts side by side. */
function canonical(list: StoryNode[]): StoryNode[] {
  return list.reduce<StoryNode[]>((out, node) => {
    const last = out.at(-1);
    if (node.kind !== 'text') return [...out, node];
    if (node.text === '') return out;
    if (last?.kind !== 'text') return [...out, node];
    return [...out.slice(0, -1), { kind: 'text', text: last.text + node.text }];
  }, []);
}

const storyText = fc
  .array(nodes, { minLength: 1, maxLength: 5 })
  .map((frames): FrameText[] => frames.map((own, index) => ({ image: index + 1, nodes: own })));

const box = fc.tuple(fc.nat(4000), fc.nat(4000), fc.nat(4000), fc.nat(4000));
const thought: fc.Arbitrary<ChainOfThought> = fc.record({
  frames: fc.array(
    fc.record({
      image: fc.integer({ min: 1, max: 99 }),
      characters: fc.array(
        fc.record({
          id: hostile,
          name: hostile,
          description: hostile,
          emotions: hostile,
          actions: hostile,
          narrativeFunction: hostile,
          box,
        }),
        { maxLength: 2 },
      ),
      objects: fc.array(
        fc.record({
          id: hostile,
          description: hostile,
          function: hostile,
          interaction: hostile,
          narrativeFunction: hostile,
          box,
        }),
        { maxLength: 2 },
      ),
      setting: fc.array(
        fc.record({
          element: fc.constantFrom(...SETTING_ELEMENTS),
          description: hostile,
          mood: hostile,
          time: hostile,
          narrativeFunction: hostile,
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 3 },
  ),
  narrative: fc.array(
    fc.record({
      phase: fc.constantFrom(...PHASES),
      description: hostile,
      keyEvents: hostile,
      images: fc.array(fc.integer({ min: 1, max: 99 }), { maxLength: 4 }),
    }),
    { maxLength: 5 },
  ),
});

describe('story text', () => {
  it('reads back exactly what it prints, without an issue', () => {
    fc.assert(
      fc.property(storyText, (frames) => {
        expect(parseStory(printStory(frames))).toEqual({ value: frames, issues: [] });
      }),
      { numRuns: 300 },
    );
  });

  it('never throws on any text, and prints what it has read', () => {
    fc.assert(
      fc.property(hostile, fc.string({ unit: 'binary' }), (left, right) => {
        const read = parseStory(`${left}<gdi image1>${right}${left}`);
        expect(parseStory(printStory(read.value)).value).toEqual(read.value);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, string, string[]]>([
    ['<GDI Image1>a</GDI>', '<gdi image1>\na\n</gdi>', ['loose-tag', 'loose-tag']],
    ['<gdf image2>a</gdf>', '<gdi image2>\na\n</gdi>', ['loose-tag', 'loose-tag']],
    [
      '<gdi image1><gdo class="person" person-0>he</gdo></gdi>',
      '<gdi image1>\n<gdo person-0>he</gdo>\n</gdi>',
      ['loose-tag'],
    ],
    ['<gdi image1><gdo bg1 bg2>sky</gdo></gdi>', '<gdi image1>\n<gdo bg1 bg2>sky</gdo>\n</gdi>', []],
    ['<gdo char1>she</gdo> sat', '<gdi image1>\n<gdo char1>she</gdo> sat\n</gdi>', ['no-frame']],
    ['<gdi image1><gdo char1>she', '<gdi image1>\n<gdo char1>she</gdo>\n</gdi>', ['unclosed-frame', 'unclosed-tag']],
    ['<gdi image1>a</gdo></gdi>', '<gdi image1>\na\n</gdi>', ['stray-close']],
    ['x <gdi image1>a</gdi> y', '<gdi image1>\na\n</gdi>', ['text-outside-frame', 'text-outside-frame']],
    ['<gdi>a</gdi>', '<gdi image1>\na\n</gdi>', ['bad-image', 'loose-tag']],
    ['<gdi image1>a <b and Q&A & c</gdi>', '<gdi image1>\na &lt;b and Q&A & c\n</gdi>', []],
  ])('reads %s', (source, printed, codes) => {
    const { value, issues } = parseStory(source);
    expect(printStory(value)).toBe(printed);
    expect(issues.map((issue) => issue.code)).toEqual(codes);
  });

  it('keeps words that look like tags as words', () => {
    const frames: FrameText[] = [{ image: 1, nodes: [{ kind: 'text', text: '</gdi><gdo char9>Mallory</gdo> &lt;' }] }];
    expect(printStory(frames)).toBe('<gdi image1>\n&lt;/gdi&gt;&lt;gdo char9&gt;Mallory&lt;/gdo&gt; &amp;lt;\n</gdi>');
    expect(plainStory(parseStory(printStory(frames)).value)).toBe('</gdi><gdo char9>Mallory</gdo> &lt;');
  });

  it('refuses to write an id that would break the syntax', () => {
    const nodes: StoryNode[] = [{ kind: 'gdo', ids: ['char1>'], children: [] }];
    expect(() => printStory([{ image: 1, nodes }])).toThrow(RangeError);
  });

  it('reads hostile input in linear time', () => {
    const { issues } = parseStory('<gdi image1>' + '<gdo char1>'.repeat(20_000) + '< '.repeat(50_000));
    expect(issues.length).toBeGreaterThan(1000);
  });
});

describe('chain of thought', () => {
  it.each(['|', '\n', '<gdi 界', '&#124;', '\u202Eשלום ', '👩‍👩‍👧'])(
    'keeps ten thousand characters of %j in a cell',
    (unit) => {
      const long = unit.repeat(Math.ceil(10_000 / unit.length));
      const row = { element: 'Location' as const, description: long, mood: long, time: '', narrativeFunction: long };
      const value: ChainOfThought = {
        frames: [{ image: 1, characters: [], objects: [], setting: [row] }],
        narrative: [],
      };
      expect(parseThought(printThought(value))).toEqual({ value, issues: [] });
      const frames: FrameText[] = [{ image: 1, nodes: [{ kind: 'text', text: long }] }];
      expect(parseStory(printStory(frames))).toEqual({ value: frames, issues: [] });
    },
  );

  it('reads back exactly what it prints, without an issue', () => {
    fc.assert(
      fc.property(thought, (value) => {
        expect(parseThought(printThought(value))).toEqual({ value, issues: [] });
      }),
      { numRuns: 300 },
    );
  });

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.array(hostile), (lines) => {
        const read = parseThought(['## Image 1', '### Objects', ...lines.map((text) => `|${text}|`)].join('\n'));
        expect(read.value.frames.length).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 300 },
    );
  });
});
