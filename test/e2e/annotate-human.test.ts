import { execFile, fork } from 'node:child_process';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { HumanAnnotator } from '../../adapters/model/human.ts';
import { identify } from '../../core/annotate/identity.ts';
import type { Instance } from '../../core/schema/media.ts';
import { photograph } from '../adapters/annotator-conformance.ts';

const run = promisify(execFile);

/** Processes whose parent is `pid` and that run the annotator's child. */
async function children(pid: number): Promise<number[]> {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=,args=']);
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent, ...args]) => Number(parent) === pid && args.join(' ').includes('human-child'))
    .map(([child]) => Number(child));
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  await expect.poll(condition, { timeout: 15_000, interval: 50 }).toBe(true);
}

let annotator: HumanAnnotator | null = null;
afterEach(async () => annotator?.close());

test('finds all 22 faces of the six photographs, none false, and tells the people apart', async () => {
  annotator = new HumanAnnotator();
  const photographs = await Promise.all([1, 2, 3, 4, 5, 6].map((number) => photograph(number)));
  const darker = await sharp(photographs[5]).modulate({ brightness: 0.7 }).jpeg().toBuffer();
  const pictures = [...photographs, darker].map((bytes, at) => ({ id: String(at), bytes }));
  const found = await annotator.annotate(pictures);
  const persons = found.map(({ instances }) => instances.filter(({ label }) => label === 'person'));
  expect(persons.map((list) => list.filter(({ face }) => face != null).length)).toEqual([3, 3, 3, 4, 5, 4, 4]);
  expect(persons.map((list) => list.length)).toEqual([3, 3, 3, 4, 5, 4, 4]);
  for (const { face, faceEmbedding } of persons.flat()) {
    expect(face?.emotion?.score).toBeGreaterThan(0);
    expect(faceEmbedding).toHaveLength(1024);
  }

  // As if all were shots of one scene, where the thresholds are lowest: nobody is merged with a stranger, and the
  // darker copy of the last picture shows the same four people.
  const { model } = annotator;
  const instances = persons.flatMap((list, keyframe) =>
    list.map(({ label, score, box, face }, index): Instance => {
      const size = { width: found[keyframe]!.width, height: found[keyframe]!.height };
      const open = { mask: null, maskSource: 'box' as const, entity: null, evidence: null };
      return { film: 'f', keyframe, index, label, score, box, face, ...size, ...open, model };
    }),
  );
  const features = persons.flatMap((list, keyframe) =>
    list.map(({ faceEmbedding, appearance }, index) => ({ keyframe, index, face: faceEmbedding, appearance })),
  );
  const keyframes = persons.map((_, index) => ({ index, shot: 0 }));
  const identified = identify({ film: 'f', instances, features, keyframes });
  expect(identified.entities).toHaveLength(22);
  const castOf = (keyframe: number): (string | null)[] =>
    identified.instances.filter((one) => one.keyframe === keyframe).map(({ entity }) => entity);
  expect(castOf(6)).toEqual(castOf(5));
});

test('leaves the event loop free while it works', async () => {
  annotator = new HumanAnnotator();
  const image = { id: 'a', bytes: await photograph(5) };
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  const started = performance.now();
  await annotator.annotate([image]);
  clearInterval(timer);
  expect(longest).toBeLessThan((performance.now() - started) / 2);
});

test('a crash is ModelUnavailable, and the next call starts afresh', async () => {
  annotator = new HumanAnnotator();
  const image = { id: 'frame 3', bytes: await photograph(6, 320) };
  const before = await annotator.annotate([image]);
  const [child] = await children(process.pid);
  const running = annotator.annotate([image]);
  process.kill(child!, 'SIGKILL');
  await expect(running).rejects.toMatchObject({ code: 'ModelUnavailable', details: { file: 'frame 3' } });
  expect(await annotator.annotate([image])).toEqual(before);
});

test('a picture that takes too long is a Timeout that ends the process', async () => {
  annotator = new HumanAnnotator({ timeLimitMs: 1 });
  const image = { id: 'frame 9', bytes: await photograph(6, 320) };
  await expect(annotator.annotate([image])).rejects.toMatchObject({ code: 'Timeout', details: { file: 'frame 9' } });
  expect(await children(process.pid)).toEqual([]);
});

test('the process ends with its parent, even a killed one', async () => {
  const owner = fork(new URL('./annotate-human-owner.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await new Promise((resolve) => owner.once('message', resolve));
  const [child] = await children(owner.pid!);
  expect(child).toBeDefined();
  owner.kill('SIGKILL');
  await until(async () => {
    const { stdout } = await run('ps', ['-eo', 'pid=']);
    return !stdout.split('\n').some((line) => Number(line) === child);
  });
});
