import { execFileSync } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecoderLimits } from '../../adapters/media/decoder-watch.ts';
import type { MediaEngine } from '../../adapters/media/engine.ts';
import { createFfmpegEngine } from '../../adapters/media/ffmpeg.ts';
import { findFfmpeg } from '../../adapters/media/ffmpeg-find.ts';
import { createLibavEngine } from '../../adapters/media/libav.ts';
import { SCAN_DEFAULTS } from '../../core/keyframe/options.ts';
import { HOSTILE_FILMS, plainFilm } from '../support/hostile-films.ts';
import { boxesOf } from '../support/mp4-boxes.ts';
import { numberedFilm } from '../support/numbered.ts';
import { paced, renderFilm, SIZE } from '../support/render.ts';

const binary = await findFfmpeg();
const engines: [string, (limits?: Partial<DecoderLimits>) => MediaEngine][] = [
  ['libav', (limits) => createLibavEngine(limits)],
  ...(binary == null
    ? []
    : ([['ffmpeg', (limits) => createFfmpegEngine(binary, limits)]] as [
        string,
        (limits?: Partial<DecoderLimits>) => MediaEngine,
      ][])),
];

describe.each(engines)('the %s engine and hostile files', (_name, open) => {
  let folder = '';
  let plain = '';
  const out = (): string => join(folder, 'out');
  const failureOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'no failure',
      (error: unknown) => error,
    );
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storyloom-hostile-'));
    execFileSync('mkdir', [out()]);
    plain = await plainFilm(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(HOSTILE_FILMS.map((film) => [film.name, film] as const))(
    '%s is refused',
    async (name, { make, refusedAs }) => {
      const file = join(folder, name);
      await make(file, await readFile(plain));
      const engine = open({ stallMs: 8_000, totalMs: 20_000, memoryMiB: 700 });
      const failure = await failureOf(engine.scan(file, out(), SCAN_DEFAULTS));
      await rm(file);
      expect(refusedAs, String(failure)).toContain((failure as { code?: string }).code);
      expect((failure as { details: { at?: string } }).details.at).toBeTruthy();
      expect(await readdir(out())).toEqual([]);
    },
  );

  it('uses the good parts of a film that is damaged in its middle, and says where', async () => {
    const bytes = await readFile(plain);
    const media = boxesOf(bytes, ['mdat']).at(-1)!;
    const middle = media.content + Math.floor((media.end - media.content) * 0.45);
    bytes.fill(0x55, middle, middle + Math.floor((media.end - media.content) * 0.1));
    const file = join(folder, 'damaged.mp4');
    await writeFile(file, bytes);
    const { frames, shots, issues } = await open().scan(file, folder, SCAN_DEFAULTS);
    expect(frames).toBeGreaterThan(45);
    expect(shots.at(-1)!.endFrame).toBe(frames);
    const span = issues.find(({ code }) => code === 'damaged-span');
    expect(span?.at).toMatch(/^frames? \d+(-\d+)?$/);
    const first = Number(/\d+/.exec(span!.at)![0]);
    expect(first).toBeGreaterThan(15);
    expect(first).toBeLessThan(40);
  });

  it('stops at its memory limit', async () => {
    const frames = paced(Array.from({ length: 40 }, () => numberedFilm(60)).flat());
    const file = await renderFilm(join(folder, 'long.mkv'), { ...SIZE, timeBase: { num: 1, den: 25 }, frames });
    const failure = await failureOf(open({ memoryMiB: 8 }).scan(file, out(), SCAN_DEFAULTS));
    expect(failure).toMatchObject({ code: 'CorruptMedia', message: expect.stringMatching(/memory limit/) as unknown });
  });

  it('refuses a film that grows while it is read', async () => {
    const part = await readFile(
      await renderFilm(join(folder, 'part.ts'), {
        ...SIZE,
        timeBase: { num: 1, den: 25 },
        frames: paced(numberedFilm(100)),
        headersInStream: true,
      }),
    );
    const file = join(folder, 'growing.ts');
    await writeFile(file, Buffer.concat(Array.from({ length: 20 }, () => part)));
    const stop = new AbortController();
    const grow = (async () => {
      while (!stop.signal.aborted) {
        await appendFile(file, part);
        await pause(5);
      }
    })();
    const failure = await failureOf(open().scan(file, out(), SCAN_DEFAULTS));
    stop.abort();
    await grow;
    expect(failure).toMatchObject({
      code: 'InvalidInput',
      message: expect.stringMatching(/still being written/) as unknown,
    });
  });
});
