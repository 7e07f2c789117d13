import { describe, expect, it } from 'vitest';
import type { Boundary } from '../../../core/keyframe/boundary.ts';
import { TransitionFinder } from '../../../core/keyframe/neural.ts';

/** Scores in tenths, a character a frame, for each head: `.` is 0, `9` is 0.9, `X` is 1. */
function find(single: string, all = single, threshold = 0.5): Boundary[] {
  const finder = new TransitionFinder({ threshold });
  const tenths = (text: string, at: number): number => {
    const sign = text[at] ?? '.';
    return sign === 'X' ? 1 : sign === '.' ? 0 : Number(sign) / 10;
  };
  return Array.from(single, (_, at) =>
    finder.push({ single: tenths(single, at), all: tenths(all, at) }, at * 40),
  ).filter((found) => found != null);
}

const cut = (frame: number, confidence: number): Boundary => ({
  frame,
  timeMs: frame * 40,
  transition: 'cut',
  transitionSpan: null,
  confidence,
});

describe('transitions from the scores of the heads', () => {
  it('a cut lies behind the frame that the first head is surest of', () => {
    expect(find('....9.....')).toEqual([cut(5, 0.9)]);
    expect(find('...69.....')).toEqual([cut(5, 0.9)]);
    expect(find('....9.....', '...799....')).toEqual([cut(5, 0.9)]);
    expect(find('..X..X....')).toEqual([cut(3, 1), cut(6, 1)]);
  });

  it('a long run is gradual: its span is the run without the whole picture at its start, the boundary its middle', () => {
    const [found, ...others] = find('......68......', '..789999997...');
    expect(others).toEqual([]);
    expect(found).toEqual({
      frame: 7,
      timeMs: 280,
      transition: 'dissolve',
      transitionSpan: { startFrame: 3, endFrame: 11, startMs: 120, endMs: 440 },
      confidence: 0.8,
    });
  });

  it('one run is one transition, however often the first head speaks up in it', () => {
    expect(find('...7..9..6....', '..7778877777..')).toMatchObject([{ frame: 7, confidence: 0.9 }]);
  });

  it.each([
    ['nothing above the threshold', '..45545...', '.45.......'],
    ['only the second head', '..........', '...9999...'],
    ['a run at the start of the film', '9.........', '99........'],
    ['a run at the end of the film', '.........9', '.........9'],
  ])('none: %s', (_, single, all) => {
    expect(find(single, all)).toEqual([]);
  });

  it('the threshold is an option and exclusive', () => {
    expect(find('...4......', '...4......', 0.3)).toEqual([cut(4, 0.571)]);
    expect(find('...5......')).toEqual([]);
  });

  it('a network that always says yes finds nothing and does not hold up what follows', () => {
    const finder = new TransitionFinder();
    finder.push({ single: 0, all: 0 }, 0);
    for (let frame = 1; frame < 2_000; frame++) expect(finder.push({ single: 0.9, all: 0.9 }, frame * 40)).toBeNull();
    expect(finder.settled).toBe(2_000);
    expect(finder.push({ single: 0, all: 0 }, 80_000)).toBeNull();
    expect(finder.push({ single: 0.9, all: 0.9 }, 80_040)).toBeNull();
    expect(finder.push({ single: 0, all: 0 }, 80_080)).toMatchObject({ frame: 2_002, transition: 'cut' });
  });
});
