import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readEdit, timeEdit } from '../../demo/edit.ts';
import type { Edit, Truth } from '../../demo/edit.ts';
import { drawFilm } from '../../demo/render.ts';

const films = fileURLToPath(new URL('../../demo/films/', import.meta.url));
const SIZE = { width: 32, height: 18 };

/** Mean luma of every frame and its mean absolute difference from the frame before. */
async function measure(edit: Edit, truth: Truth): Promise<{ luma: number[]; change: number[] }> {
  const luma: number[] = [];
  const change: number[] = [];
  let before: Uint8Array | null = null;
  for (const picture of await drawFilm(edit, truth, SIZE)) {
    const now = Uint8Array.from(picture.luma);
    luma.push(now.reduce((sum, value) => sum + value, 0) / now.length);
    const difference = (sum: number, value: number, at: number): number => sum + Math.abs(value - before![at]!);
    change.push(before == null ? 0 : now.reduce(difference, 0) / now.length);
    before = now;
  }
  return { luma, change };
}

describe.each(readdirSync(films))('%s', (id) => {
  let edit: Edit;
  let truth: Truth;
  let luma: number[];
  let change: number[];

  beforeAll(async () => {
    edit = await readEdit(`${films}${id}`);
    truth = timeEdit(edit);
    ({ luma, change } = await measure(edit, truth));
  });

  it('has the frames that its truth says, in shots that tile it', () => {
    expect(luma).toHaveLength(truth.frames);
    expect(truth.shots.map((shot) => shot.startFrame).slice(1)).toEqual(
      truth.shots.map((s) => s.endFrame).slice(0, -1),
    );
  });

  it('changes most at the frames where its cuts are', () => {
    const cuts = truth.shots.filter((shot) => shot.transition === 'cut').map((shot) => shot.startFrame);
    const most = change
      .map((value, frame) => ({ value, frame }))
      .toSorted((a, b) => b.value - a.value)
      .slice(0, cuts.length)
      .map(({ frame }) => frame);
    expect(most.toSorted((a, b) => a - b)).toEqual(cuts);
  });

  it('is black where a fade has its border', () => {
    for (const { kind, borderFrame } of truth.transitions) {
      // 16 is black in studio range; half a frame from the border a trace of the picture is left.
      if (kind === 'fade') expect(luma[Math.min(borderFrame, truth.frames - 1)]).toBeLessThan(26);
    }
  });

  it('is drawn the same every time', async () => {
    const once = Array.from(await drawFilm(edit, truth, SIZE), (picture) => picture.luma[100]);
    const again = Array.from(await drawFilm(edit, truth, SIZE), (picture) => picture.luma[100]);
    expect(again).toEqual(once);
  });
});

describe('the demonstration as a whole', () => {
  it('has a film of at least 60 s and 12 shots with pans, cuts, a fade and a dissolve', async () => {
    const edit = await readEdit(`${films}quiz-night`);
    const truth = timeEdit(edit);
    expect(truth.durationMs).toBeGreaterThanOrEqual(60_000);
    expect(truth.shots.length).toBeGreaterThanOrEqual(12);
    expect(new Set(truth.shots.map((shot) => shot.transition))).toEqual(new Set(['start', 'cut', 'fade', 'dissolve']));
  });
});
