import { beforeEach, describe, expect, it } from 'vitest';
import { labelsByFrame } from '../../activities/film-labels.ts';
import { MemoryStore } from '../../adapters/store/memory.ts';
import { putTable } from '../../adapters/store/tables.ts';
import type { Ref } from '../../core/contract/refs.ts';
import type { FilmLabels } from '../../core/schema/labels.ts';
import { filmRows } from '../support/story-rows.ts';

let store: MemoryStore;
let frames: number[];
let inputs: Record<string, Ref>;
beforeEach(async () => {
  store = new MemoryStore();
  const { shots } = filmRows('film-1', [2, 1, 1]);
  const [, second, third] = shots.map(({ startFrame }) => startFrame);
  frames = [0, second! - 1, second!, third! - 1, third!, third! + 1];
  inputs = { 'shots.shots': await putTable(store, shots) };
});

async function at(labels: Omit<FilmLabels, 'film'>[]): Promise<string[][]> {
  const rows = labels.map((row) => ({ film: 'film-1', ...row }));
  const labelsAt = await labelsByFrame(store, { ...inputs, 'nouns.labels': await putTable(store, rows) });
  return frames.map(labelsAt);
}

describe('labels of a picture', () => {
  it('are those of the film and of its shot, in every frame of the shot alike', async () => {
    const rows = [
      { shot: null, labels: ['kite'] },
      { shot: 0, labels: ['horse'] },
      { shot: 2, labels: ['dog'] },
    ];
    const [first, second, third] = [['kite', 'horse'], ['kite'], ['kite', 'dog']];
    expect(await at(rows)).toEqual([first, first, second, second, third, third]);
    expect(await at(rows.slice(0, 1))).toEqual(frames.map(() => ['kite']));
    expect(await at(rows.slice(2))).toEqual([[], [], [], [], ['dog'], ['dog']]);
  });

  it('are none where no nouns are looked for', async () => {
    expect(frames.map(await labelsByFrame(store, inputs))).toEqual(frames.map(() => []));
    expect(await at([])).toEqual(frames.map(() => []));
  });
});
