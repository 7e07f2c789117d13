import { describe, expect, it } from 'vitest';
import { displayName, readHeading, sentenceText } from '../../../core/story/phrases.ts';

describe('readHeading', () => {
  it.each<[string, ReturnType<typeof readHeading>]>([
    ['INT. NEWSROOM - DAY', { kind: 'an interior', place: 'Newsroom', time: 'day' }],
    ['EXT. CITY STREET -- NIGHT', { kind: 'an exterior', place: 'City Street', time: 'night' }],
    ['INT./EXT. CAR - DAY', { kind: null, place: 'Car', time: 'day' }],
    [
      "INT. WALTER'S OFFICE - BACK ROOM - DAY",
      { kind: 'an interior', place: "Walter's Office - Back Room", time: 'day' },
    ],
    ['ext. Café de l’Étoile', { kind: 'an exterior', place: 'Café de l’Étoile', time: null }],
    ['INTERCUT', { kind: null, place: 'Intercut', time: null }],
    ['INT.', { kind: 'an interior', place: '', time: null }],
  ])('%s', (heading, read) => {
    expect(readHeading(heading)).toEqual(read);
  });
});

describe('words', () => {
  it.each([
    ['HILDY JOHNSON', 'Hildy Johnson'],
    ['MRS. O’BRIEN-SMITH', 'Mrs. O’Brien-Smith'],
    ['McGee', 'McGee'],
    ['КЛЕРК', 'Клерк'],
  ])('name %s', (name, shown) => {
    expect(displayName(name)).toBe(shown);
  });

  it.each([
    ['She  runs\n away', 'She runs away.'],
    ['Stop!', 'Stop!'],
    ['(pause)', '(pause)'],
  ])('sentence %s', (text, sentence) => {
    expect(sentenceText(text)).toBe(sentence);
  });
});
