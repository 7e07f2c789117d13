import { expect, test } from 'vitest';
import type { AnnotatedImage, Annotator } from '../../../adapters/model/annotator.ts';
import { annotateBatch } from '../../../adapters/model/batch.ts';

const answer = (id: string): AnnotatedImage => ({ id, width: 8, height: 8, instances: [] });

/** Looks at nothing, and answers as it is told. */
function answering(change: (answers: AnnotatedImage[]) => AnnotatedImage[]): Annotator {
  return {
    model: { id: 'told', revision: '1' },
    settings: null,
    annotate: async (images) => change(images.map(({ id }) => answer(id))),
    close: async () => undefined,
  };
}

const IMAGES = ['1', '2', '3'].map((id) => ({ id, bytes: new Uint8Array() }));

test('answers in the order asked pass', async () => {
  expect(
    await annotateBatch(
      answering((all) => all),
      IMAGES,
    ),
  ).toEqual(['1', '2', '3'].map(answer));
});

test.each<[string, (answers: AnnotatedImage[]) => AnnotatedImage[], string]>([
  ['shuffled', (all) => all.toReversed(), 'answered for picture 3 where 1 was asked'],
  ['one missing in the middle', (all) => all.toSpliced(1, 1), 'answered for picture 3 where 2 was asked'],
  ['the last missing', (all) => all.slice(0, 2), 'gave no answer where 3 was asked'],
  ['one too many', (all) => [...all, answer('4')], 'gave 4 answers for 3 pictures'],
  ['one twice', (all) => [all[0]!, all[0]!, all[2]!], 'answered for picture 1 where 2 was asked'],
])('%s answers are no answers', async (_, change, message) => {
  await expect(annotateBatch(answering(change), IMAGES)).rejects.toMatchObject({
    code: 'ModelReply',
    message: expect.stringContaining(message) as string,
  });
});
