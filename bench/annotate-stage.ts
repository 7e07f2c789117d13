import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import sharp from 'sharp';
import { annotate } from '../activities/annotate.ts';
import { HumanAnnotator } from '../adapters/model/human.ts';
import { putTable } from '../adapters/store/tables.ts';
import { activityCall, memoryDeps, stageInput } from '../test/support/activities.ts';
import { filmRows } from '../test/support/story-rows.ts';

/**
 * Claim: the annotate stage (pictures from the store, batches, checks, rows and vectors back into it) is at least 0.9 times as
 * fast as the bare loop of the same model over the same frames, and its memory does not grow with their number. Usage:
 * `node --import tsx bench/annotate-stage.ts [FRAMES]`. Both take turns; the better of two runs each counts.
 */
const LEAST_RATIO = 0.9;
/** Frames that the stage hands to a model at once; so does the loop. */
const BATCH = 8;
const RUNS = 2;
const frames = Number(process.argv[2] ?? 192);
const require = createRequire(import.meta.url);
const photographs = path.join(path.dirname(require.resolve('@vladmandic/face-api/package.json')), 'demo');

const pictures = await Promise.all([1, 2, 3, 4, 5, 6].map(picture));
const annotator = new HumanAnnotator();
const deps = { ...memoryDeps(), annotator: () => Promise.resolve(annotator) };
const keys = await Promise.all(pictures.map(async (bytes) => (await deps.memory.putBlob(bytes)).key));
const keyframes = filmRows('bench', Array<number>(frames).fill(1)).keyframes.map((row) => {
  return { ...row, image: keys[row.index % keys.length]! };
});
const inputs = { 'shots.keyframes': await putTable(deps.memory, keyframes) };
await annotator.annotate([{ id: 'warm', bytes: pictures[0]! }]);

const [bare, stage]: [number[], number[]] = [[], []];
for (let run = 0; run < RUNS; run++) {
  process.stderr.write(`annotate-stage: run ${run + 1} of ${RUNS}\n`);
  bare.push(await timed(bareLoop));
  stage.push(await timed(() => wholeStage(run)));
}
const rssMiB = { half: await growth(frames / 2), whole: await growth(frames) };
await annotator.close();
const rate = (seconds: number[]): number => Math.round((100 * frames) / Math.min(...seconds)) / 100;
const ratio = Math.round((1000 * rate(stage)) / rate(bare)) / 1000;
const figures = { frames, framesPerSecond: rate(stage), bareFramesPerSecond: rate(bare), ratio, rssMiB };
const claim = 'annotate stage / bare model loop, frames per second';
process.stdout.write(
  `${JSON.stringify({ claim, target: LEAST_RATIO, holds: ratio >= LEAST_RATIO, ...figures }, null, 2)}\n`,
);

async function picture(number: number): Promise<Buffer> {
  const bytes = readFileSync(path.join(photographs, `sample${number}.jpg`));
  return sharp(bytes).resize(1280, 1280, { fit: 'inside' }).jpeg({ quality: 90 }).toBuffer();
}

async function bareLoop(): Promise<void> {
  for (let at = 0; at < frames; at += BATCH) {
    const batch = keyframes.slice(at, at + BATCH);
    await annotator.annotate(batch.map(({ index }) => ({ id: `${index}`, bytes: pictures[index % pictures.length]! })));
  }
}

/** Another corpus each time, so that nothing is found done. */
async function wholeStage(run: number, rows = frames): Promise<void> {
  const film = { id: `bench-${run}`, video: 'file:///bench.mkv' };
  await annotate(deps, { ...stageInput({ film, inputs }), from: 0, rows }, activityCall());
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** Most memory that this process held while the stage worked on so many frames. */
async function growth(rows: number): Promise<number> {
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 100);
  await wholeStage(RUNS + rows, rows);
  clearInterval(timer);
  return Math.round(most / 1024 / 1024);
}
