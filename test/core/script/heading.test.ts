import { describe, expect, it } from 'vitest';
import { looksLikeHeading, parseHeading } from '../../../core/script/heading.ts';
import { looksLikeSlug, looksLikeSpeaker, splitNames, splitSpeakerCue } from '../../../core/script/speaker.ts';
import { looksLikeTransition } from '../../../core/script/transition.ts';

describe('headings', () => {
  it.each([
    ['INT. HOUSE - DAY', 'interior', 'HOUSE', null, 'DAY'],
    ['EXT. PARK--DAY', 'exterior', 'PARK', null, 'DAY'],
    ['INT./EXT. CAR - NIGHT', 'both', 'CAR', null, 'NIGHT'],
    ['I/E HOUSE DAY', 'both', 'HOUSE', null, 'DAY'],
    ['INT - BAR - BACK ROOM - LATE NIGHT', 'interior', 'BAR', 'BACK ROOM', 'LATE NIGHT'],
    ['INT. HOUSE - DAY - FLASHBACK (1944)', 'interior', 'HOUSE', null, 'DAY'],
    ['EXT. ROOF - 3 A.M.', 'exterior', 'ROOF', null, '3 A.M.'],
    ['EST. LONDON', 'exterior', 'LONDON', null, null],
    ['INT. DAY CARE CENTRE', 'interior', 'DAY CARE CENTRE', null, null],
    ['int. house - night', 'interior', 'house', null, 'night'],
    ['ИНТ. КВАРТИРА – КУХНЯ – ДЕНЬ', 'interior', 'КВАРТИРА', 'КУХНЯ', 'ДЕНЬ'],
    ['НАТ. УЛИЦА - НОЧЬ', 'exterior', 'УЛИЦА', null, 'НОЧЬ'],
    ['INT。 病院-日', 'interior', '病院', null, '日'],
    ['内景 医院 - 夜', null, '内景 医院', null, '夜'],
    ['SNIPER SCOPE POV', null, 'SNIPER SCOPE POV', null, null],
  ])('%s', (heading, interior, place, subPlace, time) => {
    expect(parseHeading(heading)).toEqual({ interior, place, subPlace, time });
  });

  it.each([
    'INTERCUT WITH BOB',
    'I. think so',
    'E - mail',
    'ext.name = 1',
    'int: a number',
    'Est ce que',
    'EXTRA COPS',
    'INT.',
    'Interior design',
  ])('%s is none', (line) => expect(looksLikeHeading(line)).toBe(false));
});

describe('speakers', () => {
  it.each([
    ["OLIVE (V.O.) (CONT'D)", 'OLIVE', "V.O. CONT'D"],
    ['ANNA V.O.', 'ANNA', 'V.O.'],
    ["ANNA - CONT'D", 'ANNA', "CONT'D"],
    ['ANNA (on phone', 'ANNA', 'on phone'],
    ['COP #1', 'COP #1', null],
    ['JOHN (2)', 'JOHN', '2'],
    ['VANCE.', 'VANCE', null],
    ['DR. NO:', 'DR. NO', null],
    ['约翰（丢失）', '约翰', '丢失'],
  ])('%s', (cue, name, extension) => expect(splitSpeakerCue(cue)).toEqual({ name, extension }));

  it.each([
    ['JOHN / MARY', ['JOHN', 'MARY']],
    ['HARRY/RON/HERMIONE', ['HARRY', 'RON', 'HERMIONE']],
    ['RAJA & SHOVELER', ['RAJA', 'SHOVELER']],
    ['JOHN AND MARY', ['JOHN', 'MARY']],
    ['SANDY', ['SANDY']],
    ['THE MAN WHO CAME AND ATE', ['THE MAN WHO CAME AND ATE']],
  ])('%s', (name, names) => expect(splitNames(name)).toEqual(names));

  it.each([
    ['McCLANE', true],
    ['R2D2', true],
    ['BANG!', false],
    ['Anna', false],
    ['(ANNA)', false],
    ['CUT TO', false],
  ])('%s may speak: %s', (line, may) => expect(looksLikeSpeaker(line)).toBe(may));
});

describe('shots and transitions', () => {
  it.each([
    'ANGLE ON ANNA',
    'CLOSE UP - THE LETTER',
    'CLOSE SHOT',
    "ANNA'S POV",
    'INSERT - NOTE',
    'MOMENTS LATER',
    'SUPER: 1944',
  ])('%s is a shot', (line) => expect(looksLikeSlug(line)).toBe(true));
  it.each(['ANGELA', 'CLOSETED MAN', 'CUBA', 'PANDORA', 'ENDER'])('%s is a name', (line) =>
    expect(looksLikeSlug(line)).toBe(false),
  );
  it.each([
    ['CUT TO:', true],
    ['FADE OUT.', true],
    ['SMASH CUT TO BLACK.', true],
    ['淡入：', true],
    ['cut to:', false],
    ['FADE JOHNSON', false],
  ])('%s joins scenes: %s', (line, joins) => expect(looksLikeTransition(line)).toBe(joins));
});
