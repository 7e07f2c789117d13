import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createLibavEngine } from '../../adapters/media/libav.ts';
import { scoreBoundaries } from '../../core/metrics/shots.ts';
import { describeWithMedia, sharedMedia } from '../support/media.ts';

interface CheckedCuts {
  clips: Record<string, { fps: number; frames: number; cuts: number[] }>;
}

/** The 29.97 fps versions hold the same cuts, telecined, so their frame numbers differ and their times are rounded. */
const TELECINED: Record<string, string> = {
  'films/popeye/popeye-roc-2997fps-vobsub.mkv': 'films/popeye/popeye-roc-24fps-pgs.mkv',
  'films/popeye/popeye-sindbad-2997fps-vobsub.mkv': 'films/popeye/popeye-sindbad-24fps-pgs.mkv',
};

describeWithMedia('shots of real films', () => {
  const folder = mkdtempSync(join(tmpdir(), 'storyloom-films-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const scan = (file: string) =>
    createLibavEngine().scan(sharedMedia(file), folder, { jpegQuality: 90, maxSize: 640, keyframesPerShot: 0 });
  const checked = (): CheckedCuts =>
    JSON.parse(readFileSync(sharedMedia('shots/eye_checked_cuts.json'), 'utf8')) as CheckedCuts;

  it('has every cut that was checked by eye within one frame, and no other', async () => {
    for (const [file, { cuts, frames }] of Object.entries(checked().clips)) {
      const found = await scan(file);
      const at = found.shots.filter(({ transition }) => transition === 'cut').map(({ startFrame }) => startFrame);
      expect([file, found.frames]).toEqual([file, frames]);
      expect([file, scoreBoundaries(at, cuts, 1)]).toMatchObject([file, { misses: 0, falseAlarms: 0 }]);
    }
  }, 60_000);

  it('has the same cuts at the same times in the telecined versions', async () => {
    for (const [file, original] of Object.entries(TELECINED)) {
      const { cuts, fps } = checked().clips[original]!;
      const found = await scan(file);
      const truth = cuts.map((frame) => (frame * 1000) / fps);
      const score = scoreBoundaries(
        found.shots.slice(1).map(({ startMs }) => startMs),
        truth,
        80,
      );
      expect([file, score]).toMatchObject([file, { misses: 0, falseAlarms: 0 }]);
    }
  }, 60_000);
});
