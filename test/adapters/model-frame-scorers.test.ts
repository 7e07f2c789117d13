import { expect, test } from 'vitest';
import { FakeFrameScorer } from '../../adapters/model/fake-scorer.ts';
import { openFrameScorer } from '../../adapters/model/open.ts';
import { describeFrameScorer } from './frame-scorer-conformance.ts';

describeFrameScorer('fake', () => new FakeFrameScorer());

test('opens by name, and lists the names there are for any other', async () => {
  expect((await openFrameScorer('fake')).model.id).toBe('fake-scorer');
  await expect(openFrameScorer('ghost')).rejects.toMatchObject({ code: 'InvalidInput', remedy: /fake/ });
});
