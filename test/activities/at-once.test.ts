import { expect, it } from 'vitest';
import { atOnce } from '../../activities/at-once.ts';
import { activityCall } from '../support/activities.ts';

/** Work that goes on until it is let go; how many are under way. */
function gates() {
  const open: (() => void)[] = [];
  const begun: number[] = [];
  const work = async (item: number): Promise<number> => {
    begun.push(item);
    await new Promise<void>((resolve) => open.push(resolve));
    return 10 * item;
  };
  return { open, begun, work };
}

it('never has more under way than it may, and gives the results in their order', async () => {
  const { open, begun, work } = gates();
  const call = { ...activityCall(), unit: 'items', most: 3 };
  const done = atOnce([1, 2, 3, 4, 5, 6, 7], call, work);
  for (let ended = 0; ended < 7; ended++) {
    await expect.poll(() => begun.length).toBe(Math.min(7, ended + 3));
    open[ended]!();
  }
  expect(await done).toEqual([10, 20, 30, 40, 50, 60, 70]);
  expect(call.reported.at(-1)).toEqual({ done: 7, total: 7, unit: 'items' });
});

it('begins nothing more after a failure', async () => {
  const begun: number[] = [];
  const work = (item: number): Promise<never> => {
    begun.push(item);
    return Promise.reject(new Error(`item ${item}`));
  };
  const call = { ...activityCall(), unit: 'items', most: 1 };
  await expect(atOnce([1, 2, 3], call, work)).rejects.toThrow('item 1');
  expect(begun).toEqual([1]);
});
