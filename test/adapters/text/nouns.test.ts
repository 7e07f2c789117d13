import { describe, expect, it } from 'vitest';
import { commonestNouns, NounTagger } from '../../../adapters/text/nouns.ts';

describe('nouns of action lines and captions', () => {
  it.each<[string, string[]]>([
    ['A car stops outside.', ['car']],
    ['Popeye walks to the old wooden table.', ['table']],
    ['JOHN puts the gun on the desk beside two dogs.', ['desk', 'dog', 'gun']],
    ['She takes her umbrella from the hall, looks at Emo and leaves.', ['hall', 'umbrella']],
    ['Three police cars. The children run. His knives.', ['child', 'knife', 'police car']],
    ['The women watch; the WAITER brings some glasses.', ['glass', 'waiter', 'woman']],
    ['A man in a dark coat stands beside a brown horse in front of a barn.', ['barn', 'coat', 'horse', 'man']],
    ['They walk. He looks. Silence. CUT TO:', []],
    ['', []],
    ['<b>"$&" {} \u202e\u0000', []],
  ])('%j', (line, nouns) => {
    expect(new NounTagger().nounsIn(line).sort()).toEqual(nouns);
  });

  it('count once a line', () => {
    expect(new NounTagger().nounsIn('The dogs. A dog, the dog.')).toEqual(['dog']);
  });

  it('come by the number of their lines, then by letters, and no more than are wanted', () => {
    const lines = [['dog', 'cat'], ['dog'], ['cat', 'bird'], ['dog']];
    expect(commonestNouns(lines, { most: 3, except: [] })).toEqual(['dog', 'cat', 'bird']);
    expect(commonestNouns(lines, { most: 1, except: [] })).toEqual(['dog']);
  });

  it('leave out what is looked for anyway', () => {
    expect(commonestNouns([['dog', 'man']], { most: 5, except: ['Dog'] })).toEqual(['man']);
  });
});
