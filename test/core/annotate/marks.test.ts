import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { overlap } from '../../../core/annotate/boxes.ts';
import { drawNumber, numberSize } from '../../../core/annotate/digits.ts';
import { type Mark, MarkPlacer, markStyle } from '../../../core/annotate/marks.ts';
import type { Box } from '../../../core/schema/primitives.ts';
import type { Track } from '../../../core/schema/track.ts';

const SIZE = { width: 336, height: 252 };

/** A track that stands still from 0 to 1 s, seen ten times a second. */
function still(id: number, box: Box): Track {
  const boxes = Array.from({ length: 11 }, (_, at) => ({ frame: at, timeMs: at * 100, box, score: 1 }));
  const about = { film: 'a', shot: 0, label: 'person', entity: null, evidence: [], model: { id: 'm', revision: '1' } };
  return { ...about, id, ...SIZE, boxes };
}

function rectangle({ id, x, y }: Mark): Box {
  const { width, height } = numberSize(id, markStyle(SIZE).scale);
  return [x, y - Math.ceil(height), x + Math.ceil(width), y];
}

/** A picture of a number in text: `#` where most of the pixel is covered. */
function asText(id: number): string[] {
  const { width, height, alpha } = drawNumber(id, { scale: 0.4, thickness: 1.4 });
  return Array.from({ length: height }, (_, y) =>
    [...alpha.subarray(y * width, (y + 1) * width)]
      .map((value) => (value > 127 ? '#' : ' '))
      .join('')
      .trimEnd(),
  ).filter((row) => row !== '');
}

test.each<[{ width: number; height: number }, { scale: number; thickness: number }]>([
  [
    { width: 336, height: 252 },
    { scale: 2 / 3, thickness: 2 },
  ],
  [
    { width: 672, height: 336 },
    { scale: 4 / 3, thickness: 2 },
  ],
  [
    { width: 720, height: 1344 },
    { scale: 8 / 3, thickness: 5 },
  ],
])('numbers on %o have the size of STVG-R1', (picture, style) => expect(markStyle(picture)).toEqual(style));

it('digits look like digits, and no two alike', () => {
  expect(asText(7)).toMatchInlineSnapshot(`
    [
      "   ######",
      "        #",
      "       ##",
      "       #",
      "      ##",
      "      #",
      "     ##",
      "     #",
      "    ##",
      "    #",
    ]
  `);
  expect(new Set(Array.from({ length: 10 }, (_, digit) => asText(digit).join('\n'))).size).toBe(10);
  expect(drawNumber(12, { scale: 1, thickness: 2 }).width).toBe(drawNumber(1, { scale: 1, thickness: 2 }).width + 20);
});

describe('numbers of tracks', () => {
  it('begin in the middle of their box', () => {
    expect(new MarkPlacer([still(3, [100, 100, 140, 160])], SIZE, 'paper').at(0)).toEqual([{ id: 3, x: 120, y: 130 }]);
  });

  it('are left out where a thing has less than a third of the largest area', () => {
    const tracks = [still(1, [0, 0, 90, 90]), still(2, [100, 100, 150, 153]), still(3, [200, 100, 260, 150])];
    expect(new MarkPlacer(tracks, SIZE, 'paper').at(500).map(({ id }) => id)).toEqual([1, 3]);
  });

  it('are there while a track is, between its frames too, and not before or after', () => {
    const placer = new MarkPlacer([still(1, [0, 0, 90, 90])], SIZE, 'apart');
    expect([0, 40, 1000, 1001].map((timeMs) => placer.at(timeMs).length)).toEqual([1, 1, 1, 0]);
  });

  it('stand on one another where the paper puts them, and apart otherwise, in the same place in every frame', () => {
    const tracks = [still(1, [100, 100, 140, 160]), still(2, [102, 102, 142, 162])];
    const [one, two] = new MarkPlacer(tracks, SIZE, 'paper').at(0).map(rectangle);
    expect(overlap(one!, two!)).toBeGreaterThan(0);
    const placer = new MarkPlacer(tracks, SIZE, 'apart');
    const places = Array.from({ length: 11 }, (_, at) => placer.at(at * 100));
    expect(overlap(rectangle(places[0]![0]!), rectangle(places[0]![1]!))).toBe(0);
    for (const place of places) expect(place).toEqual(places[0]);
  });

  it('lie inside the picture and are the same whatever the order of the tracks', () => {
    const boxes = fc.array(fc.tuple(fc.nat(300), fc.nat(200), fc.integer({ min: 8, max: 60 })), { maxLength: 6 });
    fc.assert(
      fc.property(boxes, (places) => {
        const tracks = places.map(([x, y, side], at) => still(at + 1, [x, y, x + side, y + side]));
        const marks = new MarkPlacer(tracks, SIZE, 'apart').at(300);
        expect(new MarkPlacer(tracks.toReversed(), SIZE, 'apart').at(300)).toEqual(marks);
        for (const [left, top, right, bottom] of marks.map(rectangle)) {
          expect(left >= 0 && top >= 0 && right <= SIZE.width && bottom <= SIZE.height).toBe(true);
        }
      }),
    );
  });
});
