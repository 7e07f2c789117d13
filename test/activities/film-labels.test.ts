import { beforeEach, describe, expect, it } from 'vitest';
import { filmLabels, labelsByFrame } from '../../activities/film-labels.ts';
import { MemoryStore } from '../../adapters/store/memory.ts';
import { putTable } from '../../adapters/store/tables.ts';
import type { Ref } from '../../core/contract/refs.ts';
import type { DetectModel } from '../../core/schema/models.ts';
import { smallModels } from '../support/annotator-models.ts';
import { filmRows } from '../support/story-rows.ts';

/** Three shots with two, one and one keyframes; that of the last repeats the first keyframe of the film. */
const SHOTS = [2, 1, 1];
const CAPTIONS = [
  [0, 'A man with a lantern stands beside a horse.'],
  [1, 'The man holds the reins of the horse. A dog sits there.'],
  [2, 'Nobody is there.'],
] as const;

let store: MemoryStore;
let inputs: Record<string, Ref>;
let startFrames: number[];
beforeEach(async () => {
  store = new MemoryStore();
  const { shots, keyframes: own } = filmRows('film-1', SHOTS);
  const keyframes = [...own];
  startFrames = shots.map(({ startFrame }) => startFrame);
  keyframes[3] = { ...keyframes[3]!, duplicateOf: 0, duplicateEvidence: { method: 'hash', value: 0, threshold: 6 } };
  const model = { id: 'seer', revision: '1' };
  const descriptions = CAPTIONS.map(([keyframe, caption]) => {
    return { film: 'film-1', keyframe, caption, landmark: null, instances: [], model };
  });
  inputs = {
    'shots.shots': await putTable(store, shots),
    'shots.keyframes': await putTable(store, keyframes),
    'nouns.descriptions': await putTable(store, descriptions),
  };
});

function detector(change: Partial<DetectModel>): DetectModel {
  return { ...(smallModels().detect as DetectModel), labels: ['person'], scriptNouns: 0, captionNouns: 0, ...change };
}

describe('what a detector is told of a film', () => {
  it('nothing, unless the configuration asks for it', async () => {
    const labels = await filmLabels(store, inputs, detector({}));
    expect(labels).toEqual({ film: [], shots: {} });
    expect((await labelsByFrame(store, inputs, labels))(0)).toEqual([]);
  });

  it('nouns of the captions of a shot, those first that more of them name', async () => {
    const { film, shots } = await filmLabels(store, inputs, detector({ captionNouns: 4 }));
    expect(film).toEqual([]);
    expect(shots[0]).toEqual(['horse', 'man', 'dog', 'lantern']);
    expect((await filmLabels(store, inputs, detector({ captionNouns: 1 }))).shots[0]).toEqual(['horse']);
  });

  it('for a shot whose keyframe comes again, the nouns of what it repeats; none where captions name nothing', async () => {
    const { shots } = await filmLabels(store, inputs, detector({ captionNouns: 9 }));
    expect(Object.keys(shots)).toEqual(['0', '2']);
    expect(shots[2]).toEqual(['horse', 'lantern', 'man']);
  });

  it('no label twice', async () => {
    const { shots } = await filmLabels(store, inputs, detector({ captionNouns: 9, labels: ['Horse', 'man'] }));
    expect(shots[2]).toEqual(['lantern']);
  });

  it('in every frame of a shot alike', async () => {
    const labels = { film: ['kite'], shots: { 0: ['horse'], 2: ['dog'] } };
    const at = await labelsByFrame(store, inputs, labels);
    const [, second, third] = startFrames;
    expect([0, second! - 1, second!, third! - 1, third!, third! + 1].map(at)).toEqual([
      ['kite', 'horse'],
      ['kite', 'horse'],
      ['kite'],
      ['kite'],
      ['kite', 'dog'],
      ['kite', 'dog'],
    ]);
  });
});
