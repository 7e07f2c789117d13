import { expect, it } from 'vitest';
import { frameTexts } from '../../../core/story/frame-texts.ts';
import { conversationOf, withoutPlaceholders } from '../../../core/story/conversation.ts';
import { filmRows } from '../../support/story-rows.ts';

const frames = [...filmRows('film', [1, 1, 1]).keyframes];

it.each<[string, string, string[]]>([
  ['a text a frame', '<gdi image1>\na\n</gdi>\n\n<gdi image2>\nb\n</gdi>\n\n<gdi image3>\nc\n</gdi>', ['a', 'b', 'c']],
  ['no tags', '<gdi image1>\n<gdo char1>She</gdo> <gda char1>runs</gda>.\n</gdi>', ['She runs.', '', '']],
  ['words that look like tags', '<gdi image2>\n&lt;gdo&gt; &amp;lt;\n</gdi>', ['', '<gdo> &lt;', '']],
  ['one line', '<gdi image1>\na\n\n  b\u00a0c\n</gdi>', ['a b c', '', '']],
  ['a frame that comes twice', '<gdi image1>\na\n</gdi><gdi image1>\nb\n</gdi>', ['a b', '', '']],
  ['no frame that the story lacks', '<gdi image9>\na\n</gdi>', ['', '', '']],
  ['nothing', '', ['', '', '']],
])('frameTexts gives %s', (_, story, texts) => {
  expect(frameTexts({ story, frames })).toEqual(texts);
});

it('conversationOf puts the tables into think tags and the story behind them', () => {
  const { system, prompt, answer } = conversationOf({
    chainOfThought: '## Image 1\n',
    story: '<gdi image1>\na\n</gdi>',
  });
  expect(answer).toBe('<think>\n## Image 1\n\n</think>\n<gdi image1>\na\n</gdi>');
  expect(system).toContain('<think>');
  expect(prompt).not.toMatch(/[<>]/);
});

it.each([
  ['<image>', '&lt;image&gt;'],
  ['a <VIDEO> b<audio>', 'a &lt;VIDEO&gt; b&lt;audio&gt;'],
  ['<gdi image1> < image>', '<gdi image1> < image>'],
])('withoutPlaceholders writes %s as %s', (text, wanted) => {
  expect(withoutPlaceholders(text)).toBe(wanted);
});
