import { describe, expect, it } from 'vitest';
import { type IdentifiedBox, scoreTracks } from '../../../core/metrics/tracks.ts';

const at = (id: number, x: number): IdentifiedBox => ({ id, box: [x, 0, x + 10, 10] });

describe('scoreTracks', () => {
  it('is perfect for the truth under other ids', () => {
    const frames = [0, 5, 10].map((x) => ({ truth: [at(1, x), at(2, x + 50)], found: [at(9, x), at(7, x + 50)] }));
    expect(scoreTracks(frames)).toMatchObject({ mota: 1, motp: 0, idf1: 1, idp: 1, idr: 1, idSwitches: 0, matches: 6 });
  });

  it('counts a switch once, where the id changes, also after a gap', () => {
    const frames = [3, 3, null, 4, 4].map((id) => ({ truth: [at(1, 0)], found: id == null ? [] : [at(id, 0)] }));
    expect(scoreTracks(frames)).toMatchObject({ idSwitches: 1, misses: 1, matches: 3, idTruePositives: 2 });
    expect(scoreTracks(frames)).toMatchObject({ mota: 1 - 2 / 5, idp: 2 / 4, idr: 2 / 5, idf1: 4 / 9 });
  });

  it('keeps the pair of the frame before where a nearer box turns up', () => {
    const frames = [
      { truth: [at(1, 0)], found: [at(3, 0)] },
      { truth: [at(1, 0)], found: [at(4, 0), at(3, 2)] },
    ];
    expect(scoreTracks(frames)).toMatchObject({ idSwitches: 0, falsePositives: 1 });
  });

  it('does not match boxes that share less than half', () => {
    expect(scoreTracks([{ truth: [at(1, 0)], found: [at(1, 4)] }])).toMatchObject({ misses: 1, falsePositives: 1 });
    expect(scoreTracks([{ truth: [at(1, 0)], found: [at(1, 4)] }], { minIou: 0.4 })).toMatchObject({ matches: 1 });
  });

  it('has no ratio over nothing', () => {
    expect(scoreTracks([])).toMatchObject({ mota: null, motp: null, idf1: null, idp: null, idr: null });
  });
});
