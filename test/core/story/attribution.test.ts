import { describe, expect, it } from 'vitest';
import { misattributed } from '../../../core/story/attribution.ts';
import { parseStory } from '../../../core/story/tags-parse.ts';

const line = (speaker: string | null, entity: string | null, text: string) => {
  return { speaker, entity, text, startMs: 0, endMs: 1, cues: [], confidence: 1 };
};
/** Anna is char1, Ben is char2; nobody knows whose face is that of Carl, nor who says the last line. */
const DIALOGUE = [
  line('ANNA', 'char1', 'Wait for me.'),
  line('BEN', 'char2', 'I never wait.'),
  line('CARL SR.', null, 'Here we go.'),
  line(null, null, 'Anybody home?'),
  line('ANNA', 'char1', 'Yes.'),
  line('BEN', 'char2', 'Yes.'),
];
const ANNA = '<gdo char1>Anna</gdo>';
const BEN = '<gdo char2>Ben</gdo>';

const wrongIn = (words: string): string[] => {
  const [frame] = parseStory(`<gdi image1>${words}</gdi>`).value;
  return misattributed(frame!.nodes, DIALOGUE).map(({ text }) => text);
};

describe('lines from their own speakers', () => {
  it.each([
    `${ANNA} <gda char1>says</gda>: “Wait for me.”`,
    `<gdo char1>She</gdo> <gda char1>says</gda> to ${BEN}: “Wait for me.”`,
    `${ANNA} looks at ${BEN}: “Wait for me.”`,
    `“Wait for me,” says ${ANNA}.`,
    `“Wait for me!” <gda char1>calls</gda> ${ANNA}, and ${BEN} turns.`,
    `“Wait,” ${ANNA} <gda char1>says</gda>, “for me.” ${BEN} <gda char2>turns</gda>.`,
    `${ANNA} <gda char1>says</gda>: “Wait for me.” ${BEN} <gda char2>says</gda>: “I never wait.”`,
    `As ${ANNA} turns, a voice says: “I never wait.”`,
    `${ANNA} turns. “I never wait.”`,
    `${ANNA} <gda char1>stops</gda> at the corner of the street and looks back: “I never wait.”`,
    'Carl Sr. says: “Here we go.”',
    'A voice says: “Anybody home?”',
    `${ANNA} <gda char1>says</gda>: “Yes.” ${BEN} <gda char2>says</gda>: “Yes.”`,
    `<gdo char1 char2>They</gdo> <gda char1 char2>say</gda>: “I never wait.”`,
    `${ANNA} <gda char1>waits</gda>.`,
  ])('%s', (words) => {
    expect(wrongIn(words)).toEqual([]);
  });
});

describe('lines from another one', () => {
  it.each([
    [`${BEN} <gda char2>says</gda>: “Wait for me.”`, 'Wait for me.'],
    [`<gdo char1>She</gdo> <gda char1>says</gda> to ${BEN}: “I never wait.”`, 'I never wait.'],
    [`${BEN} says: “Wait for me.”`, 'Wait for me.'],
    ['Ben says: “Wait for me.”', 'Wait for me.'],
    [`“Wait for me,” says ${BEN}.`, 'Wait for me.'],
    [`“Wait for me!” <gda char2>calls</gda> ${BEN}.`, 'Wait for me.'],
    [`“Wait,” ${BEN} <gda char2>says</gda>, “for me.”`, 'Wait for me.'],
    [`${ANNA} <gda char1>says</gda>: “Here we go.”`, 'Here we go.'],
    [`${ANNA} <gda char1>says</gda>: “Anybody home?”`, 'Anybody home?'],
    ['Carl Sr. says: “Yes.”', 'Yes.'],
    [`${ANNA} <gda char1>turns</gda> to ${BEN} and <gda char2>says</gda>: "Wait for me."`, 'Wait for me.'],
  ])('%s', (words, text) => {
    expect(wrongIn(words)).toEqual([text]);
  });
});
