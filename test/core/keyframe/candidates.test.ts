import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidate, CandidatePool } from '../../../core/keyframe/candidates.ts';

const FLAT = { columns: 1, rows: 1, luma: new Uint8Array(1), cb: new Uint8Array(1), cr: new Uint8Array(1) };

function candidate(frame: number, score: number): Candidate<number> {
  const parts = { kind: 'picture' as const, sharpness: score, exposure: 1, stability: 1 };
  return { frame, timeMs: frame * 40, ...parts, score, thumbnail: FLAT, held: frame };
}

/** Every third frame of a film with these scores, fences included, as an analysis would offer them. */
function pooled(scores: readonly number[], fences: readonly number[], limit = 6) {
  const held = new Set<number>();
  let most = 0;
  const pool = new CandidatePool<number>(limit, (frame) => void expect(held.delete(frame)).toBe(true));
  scores.forEach((score, frame) => {
    if (fences.includes(frame)) pool.fence(frame);
    if (frame % 3 !== 0 && !fences.includes(frame)) return;
    if (!pool.wants(frame, score)) return;
    held.add(frame);
    pool.add(candidate(frame, score));
    most = Math.max(most, held.size);
  });
  return { pool, held, most };
}

describe('candidate pool', () => {
  it('keeps the best of every stretch of a long shot', () => {
    const scores = Array.from({ length: 1_000 }, (_, frame) => (frame === 501 ? 9 : 1));
    const { pool } = pooled(scores, []);
    const kept = pool.split(1_000);
    expect(kept.map(({ frame }) => frame)).toContain(501);
    expect(kept.length).toBeGreaterThan(4);
  });

  it('keeps one of each short shot that follows a long one of better frames, until its boundaries are known', () => {
    const fences = [900, 906, 911, 918];
    const scores = Array.from({ length: 920 }, (_, frame) => (frame < 900 ? 9 : 2 - (frame - 900) / 20));
    const { pool } = pooled(scores, fences);
    const shots = [...fences, 920].map((endFrame) => pool.split(endFrame).length);
    expect(shots.every((candidates) => candidates > 0)).toBe(true);
  });

  it('holds a bounded number, hands out or releases each once, and hands them out in order', () => {
    const film = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(film, fc.integer({ min: 1, max: 8 }), (frames, limit) => {
        const fences = frames.flatMap(([, isFence], frame) => (isFence ? [frame] : []));
        const { pool, held, most } = pooled(
          frames.map(([score]) => score),
          fences,
          limit,
        );
        expect(most).toBeLessThanOrEqual(limit + 13);
        const half = frames.length >> 1;
        const out = [...pool.split(half), ...pool.split(frames.length)].map(({ frame }) => frame);
        expect(out).toEqual([...held].sort((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });
});
