import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MediaEngine, Scan, ScanOptions } from '../../adapters/media/engine.ts';
import { rescan } from '../../adapters/media/rescan.ts';
import { decibelsOf, LEVEL_STEP_MS } from '../../core/align/sound-levels.ts';
import { SCAN_DEFAULTS } from '../../core/keyframe/options.ts';
import type { FrameSignal } from '../../core/keyframe/signal.ts';
import { blank, dimmed, mixed, paced, type Picture, renderFilm, scene, shot, SIZE } from '../support/render.ts';
import { voices } from '../support/sound.ts';

const FILM = { ...SIZE, timeBase: { num: 1, den: 25 } };
const fadeOut = (seed: number): Picture[] => Array.from({ length: 12 }, (_, at) => dimmed(scene(seed), 1 - at / 12));
const fadeIn = (seed: number): Picture[] => Array.from({ length: 12 }, (_, at) => dimmed(scene(seed), (at + 1) / 12));

/** The promises of the media seam; every engine passes them. `engine` is asked for once, before the tests. */
export function mediaConformance(name: string, openEngine: () => Promise<MediaEngine>): void {
  describe(`media engine: ${name}`, () => {
    let folder = '';
    let engine: MediaEngine;
    const at = (file: string): string => join(folder, file);
    const scan = (file: string, options: Partial<ScanOptions> = {}): Promise<Scan> =>
      engine.scan(file, folder, { ...SCAN_DEFAULTS, ...options });
    const code = (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => 'no failure',
        (error: { code?: string }) => error.code ?? String(error),
      );

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'storyloom-media-'));
      engine = await openEngine();
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('finds exactly the cuts of a film with B-frames, a flash and a fade through black', async () => {
      const flash = shot(3, 40).map((picture, index) => (index === 20 ? blank(235) : picture));
      const black = Array.from({ length: 6 }, () => blank(16));
      const pictures = [
        ...shot(1, 30),
        ...shot(2, 25),
        ...flash,
        ...fadeOut(3),
        ...black,
        ...fadeIn(4),
        ...shot(4, 20),
      ];
      const file = await renderFilm(at('cuts.mp4'), { ...FILM, frames: paced(pictures), bFrames: 2 });
      const found = await scan(file);
      expect(found.frames).toBe(pictures.length);
      expect(found.shots.map(({ startFrame, transition }) => [startFrame, transition]).slice(0, 3)).toEqual([
        [0, 'start'],
        [30, 'cut'],
        [55, 'cut'],
      ]);
      expect(found.shots).toHaveLength(4);
      expect(found.shots[3]!.transition).toBe('fade');
      expect(Math.abs(found.shots[3]!.startFrame - 110)).toBeLessThanOrEqual(4);
      expect(found.shots.slice(1).every((one, index) => one.startMs === found.shots[index]!.endMs)).toBe(true);
      expect(found.shots.at(-1)!.endFrame).toBe(pictures.length);
      expect(found.keyframes.map((keyframe) => keyframe.shot)).toEqual([0, 1, 2, 3]);
      expect(found.issues).toEqual([]);
    });

    it('takes times from the timestamps: variable frame rate and a start that is not zero', async () => {
      const pictures = [...shot(5, 20), ...shot(6, 20)];
      const frames = pictures.map((picture, index) => ({
        picture,
        pts: 2_000 + (index < 20 ? index * 40 : 800 + (index - 20) * 100),
      }));
      const file = await renderFilm(at('variable.mkv'), { ...SIZE, timeBase: { num: 1, den: 1000 }, frames });
      const { shots, keyframes } = await scan(file);
      expect(shots.map(({ startMs, startFrame }) => [startMs, startFrame])).toEqual([
        [2_000, 0],
        [2_800, 20],
      ]);
      for (const { frame, timeMs } of keyframes) expect(timeMs).toBe(frames[frame]!.pts);
    });

    it('turns and squares keyframes as a player shows them, and bounds their size', async () => {
      const turned = await renderFilm(at('turned.mp4'), { ...FILM, frames: paced(shot(7, 10)), rotation: 90 });
      const found = await scan(turned);
      expect(found.info.rotation).toBe(90);
      expect(found.keyframes.map(({ width, height }) => [width, height])).toEqual([[108, 192]]);
      expect(await jpegSize(found.keyframes[0]!.file)).toEqual([108, 192]);

      const narrow = { ...FILM, frames: paced(shot(7, 10)), sampleAspect: { num: 1, den: 2 } };
      const squared = await scan(await renderFilm(at('narrow.mkv'), narrow), { maxSize: 54 });
      expect(await jpegSize(squared.keyframes[0]!.file)).toEqual([48, 54]);
    });

    it.each([
      ['a film', null],
      ['a range of it', { startMs: 1000, endMs: 5000 }],
    ])('tells how far it is, step by step until the end: %s', async (_what, rangeMs) => {
      const pictures = [...shot(8, 60), ...shot(11, 60), ...shot(12, 40)];
      const file = await renderFilm(at('progress.mkv'), { ...FILM, frames: paced(pictures) });
      const told: number[] = [];
      const options = { ...SCAN_DEFAULTS, ...(rangeMs == null ? {} : { rangeMs }) };
      await engine.scan(file, folder, options, { onProgress: ({ timeMs }) => told.push(timeMs) });
      const { startMs, endMs } = rangeMs ?? { startMs: 0, endMs: 6400 };
      const steps = [...told, endMs].map((time, index) => time - (told[index - 1] ?? startMs));
      expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
      // Sixteen frames of 40 ms.
      expect(Math.max(...steps)).toBeLessThanOrEqual(640);
    });

    it('gives the same bytes every time', async () => {
      const file = await renderFilm(at('same.mkv'), { ...FILM, frames: paced(shot(8, 30)) });
      const first = await scan(file);
      const bytes = await readFile(first.keyframes[0]!.file);
      const second = await scan(file);
      expect(second).toEqual(first);
      expect(Buffer.compare(await readFile(second.keyframes[0]!.file), bytes)).toBe(0);
    });

    it('writes frames by number with the bytes that they have as keyframes', async () => {
      const pictures = [...shot(8, 30), ...shot(11, 30)];
      const narrow = { ...FILM, frames: paced(pictures), sampleAspect: { num: 1, den: 2 } };
      const file = await renderFilm(at('by-number.mkv'), narrow);
      const options = { ...SCAN_DEFAULTS, maxSize: 100, jpegQuality: 70 };
      const { keyframes } = await scan(file, options);
      const order = { frames: [3, ...keyframes.map(({ frame }) => frame), 60, 1e6], maxSize: 100, jpegQuality: 70 };
      const reported: number[] = [];
      const onProgress = ({ frames }: { frames: number }): number => reported.push(frames);
      const written = await engine.writeFrames(file, folder, order, { onProgress });
      expect(reported).toEqual([16, 32, 48]);
      expect(written.map(({ frame }) => frame)).toEqual(order.frames.slice(0, -2));
      for (const keyframe of keyframes) {
        const own = written.find(({ frame }) => frame === keyframe.frame)!;
        expect([own.width, own.height]).toEqual([keyframe.width, keyframe.height]);
        expect(Buffer.compare(await readFile(own.file), await readFile(keyframe.file))).toBe(0);
      }
      expect(await engine.writeFrames(file, folder, { ...order, frames: [] })).toEqual([]);
    });

    it('marks a keyframe that repeats an earlier one, and gives long shots more when asked', async () => {
      const pictures = [...shot(9, 15), ...shot(10, 15), ...shot(9, 15)];
      const file = await renderFilm(at('repeat.mkv'), { ...FILM, frames: paced(pictures) });
      const once = await scan(file);
      expect(once.keyframes.map(({ duplicateOf }) => duplicateOf)).toEqual([null, null, 0]);
      const twice = await scan(file, { keyframesPerShot: 2 });
      expect(twice.keyframes.map((keyframe) => keyframe.shot)).toEqual([0, 0, 1, 1, 2, 2]);
      expect((await scan(file, { keyframesPerShot: 0 })).keyframes).toEqual([]);
    });

    it('writes signals from which the same shots, or others, are found without decoding', async () => {
      const pictures = [
        ...shot(1, 70),
        ...shot(2, 70),
        ...fadeOut(2),
        blank(16),
        blank(16),
        ...fadeIn(3),
        ...shot(3, 9),
      ];
      const file = await renderFilm(at('signals.mkv'), { ...FILM, frames: paced(pictures), bFrames: 2 });
      const signals = at('film.signals');
      const { keyframes: _, ...found } = await scan(file, { signals });
      const seen: FrameSignal[] = [];
      const { keyframes, ...again } = await rescan(signals, { onSignal: (signal) => seen.push(signal) });
      expect(again).toEqual(found);
      expect(keyframes).toEqual([]);
      expect(seen.map(({ frame, timeMs }) => [frame, timeMs])).toEqual(
        pictures.map((_picture, index) => [index, index * 40]),
      );
      const blind = await rescan(signals, { detector: { cutContent: 300 } });
      expect(blind.shots.map(({ transition }) => transition)).not.toContain('cut');
      expect((await stat(signals)).size).toBeLessThan(pictures.length * 1_000);
    });

    it('leaves no part of the signals behind when the scan fails', async () => {
      await writeFile(at('no-film.mkv'), 'no film\n'.repeat(100));
      expect(await code(scan(at('no-film.mkv'), { signals: at('never.signals') }))).toBe('CorruptMedia');
      expect((await readdir(folder)).filter((name) => name.startsWith('never'))).toEqual([]);
    });

    it('hands out small pictures at a rate, in the same pass', async () => {
      const file = await renderFilm(at('dense.mkv'), {
        ...FILM,
        frames: paced([...shot(1, 32), ...shot(2, 28)]),
        bFrames: 2,
      });
      const { dense, keyframes } = await scan(file, { dense: { fps: 5, maxSize: 96 } });
      const frames = Array.from({ length: 12 }, (_, index) => index * 5);
      expect(dense.map(({ frame, timeMs }) => [frame, timeMs])).toEqual(frames.map((frame) => [frame, frame * 40]));
      for (const { file: picture, width, height } of dense) {
        expect(await jpegSize(picture)).toEqual([96, 54]);
        expect([width, height]).toEqual([96, 54]);
      }
      expect(dense.map((picture) => picture.file)).toEqual(dense.map((picture) => picture.file).sort());
      expect(keyframes).toHaveLength(2);
      expect((await scan(file, { dense: { fps: 60 }, keyframesPerShot: 0 })).dense).toHaveLength(60);
    });

    it('records black bars, and cuts them off keyframes when asked', async () => {
      const pictures = [...shot(1, 30), ...shot(2, 30)].map((picture) => withBars(picture, 14, 0));
      const file = await renderFilm(at('wide.mkv'), { ...FILM, frames: paced(pictures) });
      const whole = await scan(file);
      expect(whole.letterbox).toEqual({ top: 14, right: 0, bottom: 14, left: 0 });
      expect(whole.keyframes.map(({ width, height }) => [width, height])).toEqual([
        [192, 108],
        [192, 108],
      ]);
      const cropped = await scan(file, { cropLetterbox: true });
      for (const keyframe of cropped.keyframes) expect(await jpegSize(keyframe.file)).toEqual([192, 80]);
      // One shot fills the picture: the film has no bars, but the other shots lose theirs.
      const mixedPictures = [...pictures, ...shot(3, 30), ...shot(4, 30).map((picture) => withBars(picture, 0, 24))];
      const second = await renderFilm(at('mixed.mp4'), { ...FILM, frames: paced(mixedPictures), rotation: 90 });
      const mixedFilm = await scan(second, { cropLetterbox: true });
      expect(mixedFilm.letterbox).toBeNull();
      expect(mixedFilm.keyframes.map(({ width, height }) => [width, height])).toEqual([
        [80, 192],
        [80, 192],
        [108, 192],
        [108, 144],
      ]);
    });

    it('follows a change of size in mid-stream', async () => {
      const small = { width: 96, height: 54 };
      const part = (file: string, picture: Picture[], size: typeof small) =>
        renderFilm(at(file), { ...FILM, ...size, frames: paced(picture), headersInStream: true, bFrames: 0 });
      const shrunk = shot(2, 30).map((picture) =>
        Uint8Array.from({ length: 96 * 54 }, (_, index) => picture[Math.floor(index / 96) * 384 + (index % 96) * 2]!),
      );
      const parts = [await part('large.h264', shot(1, 30), SIZE), await part('small.h264', shrunk, small)];
      const file = at('resized.h264');
      await writeFile(file, Buffer.concat(await Promise.all(parts.map((name) => readFile(name)))));
      const found = await scan(file);
      expect(found.shots.map(({ startFrame, endFrame }) => [startFrame, endFrame])).toEqual([
        [0, 30],
        [30, 60],
      ]);
      expect(found.keyframes.map(({ width, height }) => [width, height])).toEqual([
        [192, 108],
        // The command line encodes all pictures of a run in one size.
        engine.name === 'libav' ? [96, 54] : [192, 108],
      ]);
    });

    it('makes smaller files of lower quality', async () => {
      const file = await renderFilm(at('quality.mkv'), { ...FILM, frames: paced(shot(5, 10)) });
      const sizes: number[] = [];
      for (const jpegQuality of [30, 60, 90, 100]) {
        const { keyframes } = await scan(file, { jpegQuality });
        const bytes = await readFile(keyframes[0]!.file);
        sizes.push(bytes.length);
        expect([bytes.readUInt16BE(0), bytes.readUInt16BE(2), bytes.toString('latin1', 6, 10)]).toEqual([
          0xffd8,
          0xffe0,
          'JFIF',
        ]);
        expect(bytes.readUInt16BE(bytes.length - 2)).toBe(0xffd9);
      }
      expect(sizes).toEqual([...sizes].sort((one, two) => one - two));
    });

    it('counts only the frames of a range', async () => {
      const file = await renderFilm(at('range.mkv'), { ...FILM, frames: paced([...shot(1, 50), ...shot(2, 50)]) });
      const { frames, shots } = await scan(file, { rangeMs: { startMs: 1_000, endMs: 3_000 } });
      expect(frames).toBe(50);
      expect(shots.map(({ startMs }) => startMs)).toEqual([1_000, 2_000]);
    });

    it('avoids blurred and badly exposed frames', async () => {
      const sharp = scene(11);
      const soft = mixed(sharp, blank(110), 0.7);
      const pictures = [...shot(12, 20), ...Array.from({ length: 40 }, (_, index) => (index === 22 ? sharp : soft))];
      const file = await renderFilm(at('soft.mkv'), { ...FILM, frames: paced(pictures) });
      const { keyframes } = await scan(file);
      const last = keyframes.at(-1)!;
      expect(last.quality.sharpness).toBeGreaterThan(0);
      expect(last.quality.score).toBeGreaterThan(0);
    });

    it('describes the file and extracts its text subtitles', async () => {
      const cues = [
        { startMs: 100, endMs: 600, text: 'First line' },
        { startMs: 700, endMs: 1_100, text: 'Two\nlines' },
      ];
      for (const [file, codec] of [['text.mkv', 'subrip'] as const, ['text.mp4', 'mov_text'] as const]) {
        const recipe = { ...FILM, frames: paced(shot(1, 30)), subtitles: { codec, cues } };
        await renderFilm(at(file), recipe);
        const info = await engine.probe(at(file));
        expect(info).toMatchObject({ codec: 'h264', width: 192, height: 108, rotation: 0, hasAudio: false });
        expect(info.subtitleTracks.map(({ stream, kind, codec: is }) => [stream, kind, is])).toEqual([
          [1, 'text', codec],
        ]);
        const { format, text } = await engine.extractSubtitles(at(file), 1);
        expect(format).toBe('srt');
        expect(text).toContain('00:00:00,100 --> 00:00:00,600\nFirst line');
        expect(text).toContain('Two\nlines');
        expect(await code(engine.extractSubtitles(at(file), 0))).toBe('InvalidInput');
      }
    });

    it('measures how loud voices are at their time, and stops when told', async () => {
      const spoken = [
        { startMs: 1_000, endMs: 2_000 },
        { startMs: 3_000, endMs: 3_600 },
      ];
      const frames = paced(shot(1, 125));
      const sound = { ...voices(spoken, 4), startMs: 500 };
      const file = await renderFilm(at('voices.mkv'), { ...FILM, frames, sound });
      expect((await engine.probe(file)).hasAudio).toBe(true);
      const levels = (await engine.measureSound(file))!;
      expect(Math.abs(levels.length - 4_500 / LEVEL_STEP_MS)).toBeLessThanOrEqual(2);
      const loud = [...levels].map((level) => decibelsOf(level) > -30);
      for (const { startMs, endMs } of spoken) {
        const first = loud.indexOf(true, (startMs + 300) / LEVEL_STEP_MS);
        expect(Math.abs(first * LEVEL_STEP_MS - startMs - 500)).toBeLessThanOrEqual(40);
        const last = loud.lastIndexOf(true, (endMs + 700) / LEVEL_STEP_MS);
        expect(Math.abs(last * LEVEL_STEP_MS - endMs - 500)).toBeLessThanOrEqual(200);
      }
      expect(Math.max(...levels.subarray(0, 480 / LEVEL_STEP_MS))).toBe(0);
      expect(await engine.measureSound(await renderFilm(at('silent.mkv'), { ...FILM, frames }))).toBeNull();
      expect(await code(engine.measureSound(at('absent.mkv')))).toBe('InvalidInput');
      const stop = new AbortController();
      const reason = new Error('stopped by the test');
      const work = engine.measureSound(file, { signal: stop.signal });
      stop.abort(reason);
      await expect(work).rejects.toBe(reason);
    });

    it('refuses hostile and broken files with the class that says why', async () => {
      const secret = at('secret.txt');
      await writeFile(secret, 'secret');
      const files: [string, string, string][] = [
        [
          'playlist.mp4',
          `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://${secret}\n#EXT-X-ENDLIST\n`,
          'UnsafeMedia',
        ],
        ['remote.mp4', '#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n', 'UnsafeMedia'],
        ['concat.mp4', `ffconcat version 1.0\nfile '${secret}'\n`, 'UnsafeMedia'],
        ['dash.mp4', '<?xml version="1.0"?>\n<MPD type="static"></MPD>', 'UnsafeMedia'],
        ['session.mp4', 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n', 'UnsafeMedia'],
        ['text.mp4', 'just a text\n'.repeat(20), 'CorruptMedia'],
        ['empty.mp4', '', 'CorruptMedia'],
      ];
      for (const [file, content, expected] of files) {
        await writeFile(at(file), content);
        expect([file, await code(engine.probe(at(file)))]).toEqual([file, expected]);
        expect([file, await code(scan(at(file)))]).toEqual([file, expected]);
        expect([file, await code(engine.measureSound(at(file)))]).toEqual([file, expected]);
      }
      expect(await code(engine.probe(at('absent.mp4')))).toBe('InvalidInput');
      expect(await code(engine.probe(folder))).toBe('InvalidInput');
    });

    it('scans what is left of a truncated film and says so', async () => {
      const file = await renderFilm(at('torn.mkv'), { ...FILM, frames: paced([...shot(1, 50), ...shot(2, 50)]) });
      await truncate(file, Math.floor((await stat(file)).size * 0.7));
      const found = await scan(file);
      expect(found.frames).toBeGreaterThan(30);
      expect(found.frames).toBeLessThan(100);
      expect(found.shots.at(-1)!.endFrame).toBe(found.frames);
      expect(found.issues.map((issue) => issue.code)).toContain('film-cut-short');
    });

    it('stops with the reason of the abort', async () => {
      const file = await renderFilm(at('abort.mkv'), { ...FILM, frames: paced(shot(1, 20)) });
      const stop = new AbortController();
      const reason = new Error('stopped by the test');
      const work = engine.scan(file, folder, SCAN_DEFAULTS, { signal: stop.signal });
      stop.abort(reason);
      await expect(work).rejects.toBe(reason);
      await expect(engine.probe(file, { signal: stop.signal })).rejects.toBe(reason);
    });
  });
}

/** A picture with black bars above and below, or left and right. */
function withBars(picture: Picture, high: number, wide: number): Picture {
  return picture.map((value, at) => {
    const [x, y] = [at % SIZE.width, Math.floor(at / SIZE.width)];
    return y < high || y >= SIZE.height - high || x < wide || x >= SIZE.width - wide ? 16 : value;
  });
}

/** Width and height that a JPEG file states. */
async function jpegSize(file: string): Promise<[number, number]> {
  const bytes = await readFile(file);
  let at = 2;
  while (at < bytes.length) {
    const marker = bytes[at + 1]!;
    if (marker >= 0xc0 && marker <= 0xc2) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  throw new Error('no picture in the JPEG file');
}
