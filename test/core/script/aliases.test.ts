import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldNames } from '../../../core/script/aliases.ts';

/** `name → character (face) by rules`, shortened where they are the name itself. */
function shown(names: readonly string[]): string[] {
  return [...foldNames(names).values()].map(({ name, character, face, rules }) => {
    if (rules.length === 0) return name;
    return `${name} → ${character}${face === character ? '' : ` [${face}]`}: ${rules.join(', ')}`;
  });
}

describe('names of one character', () => {
  it.each<[string, string[]]>([
    ['JOHN|John|JOHN.', ['JOHN', 'John → JOHN: spelling', 'JOHN. → JOHN: spelling']],
    ['RENÉE|RENEE', ['RENÉE', 'RENEE → RENÉE: spelling']],
    ["JOHN|JOHN'S VOICE|VOICE OF JOHN", ['JOHN', "JOHN'S VOICE → JOHN: voice", 'VOICE OF JOHN → JOHN: voice']],
    ["JESUS|JESUS' VOICE", ['JESUS', "JESUS' VOICE → JESUS: voice"]],
    ["JOHN'S VOICE", ["JOHN'S VOICE → JOHN: voice"]],
    ['JOHN|YOUNG JOHN|OLD JOHN', ['JOHN', 'YOUNG JOHN → JOHN [YOUNG JOHN]: age', 'OLD JOHN → JOHN [OLD JOHN]: age']],
    [
      'JOHN|JOHN (AGE 8)|JOHN, AGED 8',
      ['JOHN', 'JOHN (AGE 8) → JOHN [JOHN (AGE 8)]: age', 'JOHN, AGED 8 → JOHN [JOHN (AGE 8)]: age'],
    ],
    [
      'JOHN|8-YEAR-OLD JOHN|JOHN AS A BOY',
      ['JOHN', '8-YEAR-OLD JOHN → JOHN [JOHN (AGE 8)]: age', 'JOHN AS A BOY → JOHN [YOUNG JOHN]: age'],
    ],
    ["JOHN|YOUNG JOHN'S VOICE", ['JOHN', "YOUNG JOHN'S VOICE → JOHN [YOUNG JOHN]: voice, age"]],
    ['JOHN SMITH|YOUNG JOHN', ['JOHN SMITH', 'YOUNG JOHN → JOHN SMITH [YOUNG JOHN SMITH]: age, given-name']],
    ['MR. SMITH|JOHN SMITH|SMITH', ['MR. SMITH → JOHN SMITH: title', 'JOHN SMITH', 'SMITH → JOHN SMITH: surname']],
    ['MR SMITH|MR. SMITH|SMITH', ['MR SMITH', 'MR. SMITH → MR SMITH: spelling', 'SMITH → MR SMITH: title']],
    ['JOHN|JOHN SMITH', ['JOHN → JOHN SMITH: given-name', 'JOHN SMITH']],
    ['DR. JONES|INDIANA JONES', ['DR. JONES → INDIANA JONES: title', 'INDIANA JONES']],
    ['MRS. MARY SMITH|MARY SMITH', ['MRS. MARY SMITH → MARY SMITH: title', 'MARY SMITH']],
    ['UNCLE BOB|BOB', ['UNCLE BOB', 'BOB → UNCLE BOB: title']],
    ["MR. SMITH'S VOICE|JOHN SMITH", ["MR. SMITH'S VOICE → JOHN SMITH: voice, title", 'JOHN SMITH']],
  ])('%s', (names, expected) => {
    expect(shown(names.split('|'))).toEqual(expected);
  });
});

describe('names that stay apart', () => {
  it.each([
    'JOHN|MARY',
    'GUARD #1|GUARD #2',
    'GUARD|GUARD #1|GUARD TWO|FIRST GUARD',
    'SMITH|JOHN SMITH|MARY SMITH',
    'MR. SMITH|JOHN SMITH|MARY SMITH',
    'MR. SMITH|MRS. SMITH|JOHN SMITH|SMITH',
    'MRS. SMITH|JOHN SMITH',
    'MISS BATES|JANE BATES',
    'JOHN|JOHN SMITH|JOHN MILLER',
    'JOHN|JOHN SMITH|ELTON JOHN',
    'MAN|YOUNG MAN|OLD MAN|MAN IN HAT',
    "WOMAN|WOMAN'S VOICE",
    'OFFICER|OFFICER SMITH',
    'GUARD|SECURITY GUARD',
    'YOUNG GOODMAN|OLD YELLER',
    'JOHN & MARY|JOHN / MARY|MARY AND JOHN',
    'JOHN 2|JOHN 3',
    'THE VOICE',
    'LITTLE JOHN',
    '|#|1',
    'कमल|कमला',
  ])('%s', (names) => {
    expect(shown(names.split('|'))).toEqual(names.split('|'));
  });

  it('numbers alike are one: #1, 1 and NO. 1', () => {
    const [first, ...others] = [...foldNames(['GUARD #1', 'GUARD NO. 1', 'Guard #1']).values()];
    expect(first!.rules).toEqual([]);
    for (const { character } of others) expect(character).toBe('GUARD #1');
  });
});

const WORDS = [
  'JOHN',
  'MARY',
  'SMITH',
  'MR.',
  'MRS.',
  'DR.',
  'YOUNG',
  'OLD',
  "JOHN'S",
  'VOICE',
  'OF',
  '#1',
  '2',
  'GUARD',
  '(AGE 8)',
  '&',
  'é',
];

it("folding ends, is the same again, and leads to a name that is nobody else's", () => {
  const name = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 8 }), (names) => {
      const folded = foldNames(names);
      expect([...folded.keys()]).toEqual(names);
      expect(foldNames(names)).toEqual(folded);
      for (const { character } of folded.values()) expect(folded.get(character)?.rules ?? []).toEqual([]);
      for (const { rules, character, face } of folded.values())
        if (!rules.includes('age')) expect(face).toBe(character);
    }),
    { numRuns: 500 },
  );
});
