import { describe, expect, it } from 'vitest';
import type { ShotList } from '../../../adapters/media/shot-list.ts';
import { shotsCsv } from '../../../adapters/media/shots-csv.ts';
import { shotsEdl } from '../../../adapters/media/shots-edl.ts';
import { shotsOtio } from '../../../adapters/media/shots-otio.ts';
import type { Transition } from '../../../core/schema/media.ts';

/** A list of shots given as `[startFrame, transition, span?]`, ending at `end`, at an exact rate. */
function listOf(
  starts: readonly [number, Transition, [number, number]?][],
  end: number,
  { num = 25, den = 1, startMs = 0, file = 'film.mkv' } = {},
): ShotList {
  const at = (frame: number): number => startMs + Math.round((frame * 1000 * den) / num);
  const shots = starts.map(([startFrame, transition, span], index) => {
    const endFrame = starts[index + 1]?.[0] ?? end;
    const transitionSpan =
      span == null ? null : { startFrame: span[0], endFrame: span[1], startMs: at(span[0]), endMs: at(span[1]) };
    const times = { startMs: at(startFrame), endMs: at(endFrame) };
    return { index, startFrame, endFrame, ...times, transition, transitionSpan, confidence: 0.9 };
  });
  const keyframes = shots.map(({ index, startFrame }) => ({ shot: index, frame: startFrame + 1 }));
  return { file, fps: { num, den }, startMs, shots, keyframes };
}

const ALL = listOf(
  [
    [0, 'start'],
    [50, 'cut'],
    [100, 'dissolve', [90, 110]],
    [200, 'fade', [190, 215]],
    [300, 'wipe', [295, 305]],
  ],
  400,
);

describe('CSV', () => {
  it('has a row per shot, with transition and keyframes', () => {
    expect(shotsCsv(ALL)).toBe(
      [
        'index,startMs,endMs,startFrame,endFrame,transition,confidence,transitionStartFrame,transitionEndFrame,transitionStartMs,transitionEndMs,keyframes',
        '0,0,2000,0,50,start,0.9,,,,,1',
        '1,2000,4000,50,100,cut,0.9,,,,,51',
        '2,4000,8000,100,200,dissolve,0.9,90,110,3600,4400,101',
        '3,8000,12000,200,300,fade,0.9,190,215,7600,8600,201',
        '4,12000,16000,300,400,wipe,0.9,295,305,11800,12200,301',
      ].join('\n'),
    );
  });
});

describe('EDL', () => {
  it('has cuts, dissolves, fades through black and wipes as CMX 3600 writes them', () => {
    expect(shotsEdl(ALL)).toBe(
      `TITLE: film.mkv
FCM: NON-DROP FRAME

001  AX       V     C        00:00:00:00 00:00:02:00 00:00:00:00 00:00:02:00
* FROM CLIP NAME: film.mkv
002  AX       V     C        00:00:02:00 00:00:03:15 00:00:02:00 00:00:03:15
* FROM CLIP NAME: film.mkv
003  AX       V     C        00:00:03:15 00:00:03:15 00:00:03:15 00:00:03:15
003  AX       V     D    020 00:00:03:15 00:00:07:15 00:00:03:15 00:00:07:15
* FROM CLIP NAME: film.mkv
* TO CLIP NAME: film.mkv
004  AX       V     C        00:00:07:15 00:00:07:15 00:00:07:15 00:00:07:15
004  BL       V     D    010 00:00:00:00 00:00:00:10 00:00:07:15 00:00:08:00
* FROM CLIP NAME: film.mkv
005  BL       V     C        00:00:00:00 00:00:00:00 00:00:08:00 00:00:08:00
005  AX       V     D    015 00:00:08:00 00:00:11:20 00:00:08:00 00:00:11:20
* TO CLIP NAME: film.mkv
006  AX       V     C        00:00:11:20 00:00:11:20 00:00:11:20 00:00:11:20
006  AX       V     W001 010 00:00:11:20 00:00:16:00 00:00:11:20 00:00:16:00
* FROM CLIP NAME: film.mkv
* TO CLIP NAME: film.mkv`,
    );
  });

  it.each([
    ['drop-frame at 29.97', { num: 30_000, den: 1001 }, 1_800, 'FCM: DROP FRAME', '00:01:00;02'],
    ['frames, not clock time, at 23.976', { num: 24_000, den: 1001 }, 86_313, 'FCM: NON-DROP FRAME', '00:59:56:09'],
    [
      'from the start of a film that does not begin at zero',
      { startMs: 5_040 },
      50,
      'FCM: NON-DROP FRAME',
      '00:00:02:00',
    ],
  ])('counts %s', (_name, options, cut, mode, text) => {
    const lines = shotsEdl(
      listOf(
        [
          [0, 'start'],
          [cut, 'cut'],
        ],
        cut + 100,
        options,
      ),
    ).split('\n');
    expect(lines[1]).toBe(mode);
    expect(lines[5]!.slice(29, 40)).toBe(text);
  });

  it('keeps a transition that is longer than its shot inside it, and names on one line', () => {
    const list = listOf(
      [
        [0, 'start'],
        [50, 'dissolve', [40, 90]],
        [60, 'dissolve', [55, 95]],
      ],
      100,
      {
        file: 'a\r\n001  AX V C\u001b[2J.mkv',
      },
    );
    const lines = shotsEdl(list).split('\n');
    expect(lines.filter((line) => / D {4}/.test(line)).map((line) => line.slice(25, 28))).toEqual(['015', '040']);
    expect(lines[0]).toBe('TITLE: a  001  AX V C [2J.mkv');
  });
});

describe('OTIO', () => {
  interface Item {
    OTIO_SCHEMA: string;
    name: string;
    source_range: { start_time: { value: number; rate: number }; duration: { value: number } };
    media_reference: { target_url: string };
    transition_type: string;
    in_offset: { value: number };
    out_offset: { value: number };
  }
  const items = (list: ShotList): Item[] =>
    (JSON.parse(shotsOtio(list)) as { tracks: { children: [{ children: Item[] }] } }).tracks.children[0].children;

  it('has clips that tile the film, and transitions between them', () => {
    const found = items(ALL).map((item) =>
      item.OTIO_SCHEMA === 'Transition.1'
        ? [item.name, item.transition_type, item.in_offset.value, item.out_offset.value]
        : [item.name, item.source_range.start_time.value, item.source_range.duration.value],
    );
    expect(found).toEqual([
      ['shot 0', 0, 50],
      ['shot 1', 50, 50],
      ['dissolve', 'SMPTE_Dissolve', 10, 10],
      ['shot 2', 100, 100],
      ['fade', 'SMPTE_Dissolve', 10, 15],
      ['shot 3', 200, 100],
      ['wipe', 'Custom_Transition', 5, 5],
      ['shot 4', 300, 100],
    ]);
  });

  it('counts frames at the exact rate from the start of the film, and names the file by URL', () => {
    const list = listOf(
      [
        [0, 'start'],
        [2_000, 'cut'],
      ],
      3_000,
      {
        num: 24_000,
        den: 1001,
        startMs: 1_075,
        file: 'a b/é#?.mkv',
      },
    );
    const [, second] = items(list);
    expect(second!.source_range.start_time).toMatchObject({ value: 2_000, rate: 24_000 / 1001 });
    expect(second!.media_reference.target_url).toBe('a%20b/%C3%A9%23%3F.mkv');
    expect(items({ ...list, file: '/films/a b.mkv' })[0]!.media_reference.target_url).toBe('file:///films/a%20b.mkv');
  });
});
