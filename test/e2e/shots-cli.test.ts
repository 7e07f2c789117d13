import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pythonWith, runPython } from '../support/python.ts';
import { blank, dimmed, paced, type Picture, renderFilm, scene, shot, SIZE } from '../support/render.ts';
import { startStoryloom, storyloom } from '../support/storyloom.ts';

/** At 23.976: cuts at 40 and 90, a fade through black around 156, ten seconds of one shot at the end. */
const RATE = { num: 24_000, den: 1001 };
const fade = (seed: number, from: number, to: number): Picture[] =>
  Array.from({ length: 14 }, (_, at) => dimmed(scene(seed), from + ((to - from) * at) / 13));
const PICTURES = [
  ...shot(1, 40),
  ...shot(2, 50),
  ...shot(3, 50),
  ...fade(3, 1, 0),
  ...Array.from({ length: 6 }, () => blank(16)),
  ...fade(4, 0, 1),
  ...shot(4, 240),
];

/** Tools that other people open these lists with. */
const TIMELINE_READERS = ['OpenTimelineIO==0.18.1', 'otio-cmx3600-adapter==1.0.0'] as const;
const READ = `
import json, sys
import opentimelineio as otio
path, rate = sys.argv[1], float(sys.argv[2])
options = {'rate': rate} if path.endswith('.edl') else {}
timeline = otio.adapters.read_from_file(path, **options)
items = []
for item in timeline.tracks[0]:
    if isinstance(item, otio.schema.Transition):
        items.append([item.transition_type, item.in_offset.value, item.out_offset.value])
    else:
        items.append(['clip', item.source_range.start_time.value, item.source_range.duration.value, item.source_range.start_time.rate])
print(json.dumps(items))
`;

interface Shots {
  video: { frames: number };
  shots: {
    startFrame: number;
    endFrame: number;
    startMs: number;
    transition: string;
    transitionSpan: { startFrame: number; endFrame: number } | null;
  }[];
  keyframes: { key: string; shot: number; frame: number; timeMs: number; file: string | null; kind: string }[];
}

let folder: string;
let film: string;
const at = (name: string): string => join(folder, name);
const print = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await startStoryloom(['shots', film, ...args]).ended;
  expect([code, stderr]).toMatchObject([0, /^(?:shots: .*\n)*$/]);
  return stdout;
};
const json = async (...args: string[]): Promise<Shots> => {
  const ended = await storyloom(['shots', film, ...args]);
  expect([ended.code, ended.stderr]).toMatchObject([0, expect.any(String)]);
  return ended.json as unknown as Shots;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-shots-cli-'));
  const frames = paced(PICTURES, { ticks: RATE.den });
  film = await renderFilm(at('the film.mp4'), { ...SIZE, frames, timeBase: { num: 1, den: RATE.num }, bFrames: 2 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('storyloom shots', () => {
  it('lists shots with their transitions, and keyframes with their keys', async () => {
    const found = await json('--keyframes', at('frames'));
    expect(found.video.frames).toBe(PICTURES.length);
    expect(found.shots.map(({ transition }) => transition)).toEqual(['start', 'cut', 'cut', 'fade']);
    expect(found.shots.slice(0, 3).map(({ startFrame }) => startFrame)).toEqual([0, 40, 90]);
    // Two for the last shot, which lasts more than eight seconds.
    expect(found.keyframes.map((keyframe) => keyframe.shot)).toEqual([0, 1, 2, 3, 3]);
    const spans = found.shots.flatMap(({ transitionSpan }) => transitionSpan ?? []);
    for (const { key, frame, timeMs, file } of found.keyframes) {
      expect(spans.filter((span) => frame >= span.startFrame && frame < span.endFrame)).toEqual([]);
      expect(Math.abs(timeMs - (frame * 1000 * RATE.den) / RATE.num)).toBeLessThan(1);
      expect(key).toMatch(/^the film_keyframe_00-00-\d{2}-\d{3}$/);
      expect((await readFile(file!)).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    }
    expect(await readdir(at('frames'))).toHaveLength(5);
  });

  it('keeps to a range, given as seconds or as a clock shows it', async () => {
    for (const range of ['1-3', '0:00:01-0:03.000']) {
      const { shots, video } = await json('--range', range, '--per-shot', '0');
      expect(video.frames).toBe(48);
      expect(shots.map(({ startMs }) => startMs)).toEqual([1_001, 1_668]);
    }
  });

  it('writes what it measured of every frame, and cuts again without decoding', async () => {
    const first = await json('--signals', at('film.signals'), '--stats', at('film.csv'), '--per-shot', '0');
    const rows = (await readFile(at('film.csv'), 'utf8')).trimEnd().split('\n');
    expect(rows[0]).toBe('frame,timeMs,luma,spread,exposure,difference,shot,boundary');
    expect(rows).toHaveLength(PICTURES.length + 1);
    expect(rows.slice(1).every((row, frame) => row.startsWith(`${frame},`))).toBe(true);
    const boundaries = rows.filter((row) => /[a-z]$/.test(row)).slice(1);
    expect(boundaries.map((row) => row.split(',')).map(([frame, ...rest]) => [frame, rest.at(-1)])).toEqual(
      first.shots.map(({ startFrame, transition }) => [String(startFrame), transition]),
    );

    const gone = ['shots', at('gone.mp4'), '--recut', at('film.signals')];
    const again = (await storyloom(gone)).json as unknown as Shots;
    expect(again.shots).toEqual(first.shots);
    const coarse = (await storyloom([...gone, '--min-shot', '80', '--stats', at('again.csv')]))
      .json as unknown as Shots;
    expect(coarse.shots.map(({ startFrame }) => startFrame)).toEqual([0, 90]);
    expect((await readFile(at('again.csv'), 'utf8')).split('\n')).toHaveLength(PICTURES.length + 2);
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('takes thresholds by name', async () => {
    const { shots } = await json('--threshold', 'cutContent=300', '--per-shot', '0');
    expect(shots.map(({ transition }) => transition)).not.toContain('cut');
  });

  it.each([
    [['--threshold', 'cutContents=9'], /cutContent=7/],
    [['--range', '3-1'], /ends before it begins/],
    [['--recut', 'x.signals', '--keyframes', 'frames'], /cannot be used with/],
    [['--recut', 'absent.signals'], /no such file/],
    [['--per-shot', '21'], /from 0 to 20/],
  ])('refuses %j with what to do', async (args, message) => {
    const { code, stderr } = await startStoryloom(['shots', film, ...args]).ended;
    expect([code, stderr]).toMatchObject([2, message]);
  });

  it('prints a contact sheet with every picture in it', async () => {
    const html = await print('--format', 'html');
    expect(html.match(/<li class="card"/g)).toHaveLength(4);
    const pictures = [...html.matchAll(/src="data:image\/webp;base64,([^"]+)"/g)].map(([, text]) => text!);
    expect(pictures).toHaveLength(5);
    for (const picture of pictures) expect(Buffer.from(picture, 'base64').toString('latin1', 8, 12)).toBe('WEBP');
    expect(html).toContain('<h1>the film.mp4</h1>');
    expect(await print('--format', 'html')).toBe(html);
  });

  it('leaves nothing behind when it fails', async () => {
    const { code } = await storyloom([
      'shots',
      at('no film.mp4'),
      '--keyframes',
      at('none'),
      '--stats',
      at('none.csv'),
    ]);
    expect(code).toBe(2);
    expect([at('none'), at('none.csv')].filter(existsSync)).toEqual([]);
  });
});

describe('lists for editing programs', () => {
  let python: string;
  beforeAll(async () => {
    python = await pythonWith(TIMELINE_READERS);
  });
  const read = async (name: string, text: string): Promise<unknown[][]> => {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(at(name), text);
    return (await runPython(python, READ, [at(name), String(RATE.num / RATE.den)])) as unknown[][];
  };

  it('are read by OpenTimelineIO with every frame where it is', async () => {
    const { shots } = await json('--per-shot', '0');
    const rate = RATE.num / RATE.den;
    const span = shots[3]!.transitionSpan!;
    const middle = shots[3]!.startFrame;

    const otio = await read('film.otio', await print('--format', 'otio'));
    expect(otio).toEqual([
      ['clip', 0, 40, rate],
      ['clip', 40, 50, rate],
      ['clip', 90, middle - 90, rate],
      ['SMPTE_Dissolve', middle - span.startFrame, span.endFrame - middle],
      ['clip', middle, PICTURES.length - middle, rate],
    ]);

    const edl = await read('film.edl', await print('--format', 'edl'));
    expect(edl).toEqual([
      ['clip', 0, 40, rate],
      ['clip', 40, 50, rate],
      ['clip', 90, span.startFrame - 90, rate],
      ['SMPTE_Dissolve', 0, middle - span.startFrame],
      ['clip', 0, middle - span.startFrame, rate],
      ['SMPTE_Dissolve', 0, span.endFrame - middle],
      ['clip', middle, PICTURES.length - middle, rate],
    ]);
  });
});
