import { describe, expect, test } from 'vitest';
import { FakeAnnotator } from '../../adapters/model/fake.ts';
import { HumanAnnotator } from '../../adapters/model/human.ts';
import { openAnnotator } from '../../adapters/model/open.ts';
import { describeAnnotator, photograph } from './annotator-conformance.ts';

describeAnnotator('fake', () => new FakeAnnotator());
describeAnnotator('human', () => new HumanAnnotator());

describe('openAnnotator', () => {
  test('opens by name and names the model', async () => {
    const fake = await openAnnotator('fake');
    expect(fake.model).toEqual({ id: 'fake', revision: '1' });
    const human = await openAnnotator('human');
    expect(human.model.id).toMatch(/^@vladmandic\/human:/);
    expect(human.model.revision).toMatch(/^\d+\.\d+\.\d+$/);
    await Promise.all([fake.close(), human.close()]);
  });

  test('refuses an unknown name and lists those there are', async () => {
    await expect(openAnnotator('ghost')).rejects.toMatchObject({ code: 'InvalidInput', remedy: /human, fake/ });
  });
});

test('the fake finds what the given truth says', async () => {
  const box: [number, number, number, number] = [1, 2, 30, 40];
  const found = { label: 'dog', score: 1, box, face: null, faceEmbedding: null, appearance: null, mask: null };
  const fake = new FakeAnnotator({ truth: ({ id }) => (id === 'dog' ? [found] : []) });
  const bytes = await photograph(2, 100);
  const [dog, none] = await fake.annotate([
    { id: 'dog', bytes },
    { id: 'none', bytes },
  ]);
  expect(dog!.instances).toEqual([found]);
  expect(none!.instances).toEqual([]);
});
