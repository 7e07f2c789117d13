import { type Edit, type EditShot, timeEdit, type Truth, type Window } from '../../demo/edit.ts';
import { windowAt } from '../../demo/camera.ts';
import { seeded } from './random.ts';

/** Width of the six photographs, and their heights, in pixels. */
const WIDTH = 1920;
const HEIGHTS = [1280, 1367, 1350, 1448, 1398, 1537];

/** Faces of the photographs from left to right, as [left, top, right, bottom] in pixels; every box was looked at. */
const FACES: readonly (readonly Box[])[] = [
  [box(110, 105, 230, 224), box(259, 128, 367, 236), box(476, 62, 571, 156)],
  [box(95, 43, 199, 147), box(268, 58, 394, 185), box(461, 36, 572, 148)],
  [box(171, 97, 293, 219), box(333, 63, 455, 184), box(453, 83, 589, 219)],
  [box(55, 63, 158, 167), box(205, 18, 297, 111), box(306, 54, 412, 159), box(403, 43, 507, 148)],
  [
    box(91, 283, 215, 407),
    box(172, 138, 273, 238),
    box(241, 31, 330, 121),
    box(349, 56, 455, 163),
    box(441, 120, 570, 248),
  ],
  [box(60, 154, 178, 271), box(196, 104, 320, 227), box(361, 94, 483, 215), box(468, 79, 593, 204)],
];

export type Box = readonly [left: number, top: number, right: number, bottom: number];

/** From a copy 640 pixels wide to the photograph. */
function box(...corners: [number, number, number, number]): Box {
  return corners.map((value) => value * 3) as [number, number, number, number];
}

/** A person whose face lies in the picture, with as much of it as is seen (0–1). */
export interface SeenFace {
  /** Photograph and place in it: `3.0` is the leftmost of the third. */
  person: string;
  /** In pixels of the film's picture; may reach out of it. */
  box: Box;
  visible: number;
}

/** A film of cuts between pans and zooms over the photographs, and who is where in it. */
export interface PhotoFilm {
  edit: Edit;
  truth: Truth;
  /** Person in close-up in each shot, or null for a wider one. */
  closeUps: (string | null)[];
}

/** Shots from one that shows a whole photograph to the next such one, after which the film moves to another. */
const SCENE = 6;

/** Scenes of one photograph each: first all of it, then close-ups and pairs. */
export function photoFilm(options: { seed: number; shots: number; photos: readonly number[] }): PhotoFilm {
  const random = seeded(options.seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const closeUps: (string | null)[] = [];
  const shots = Array.from({ length: options.shots }, (_, index): EditShot => {
    const photo = options.photos[Math.floor(index / SCENE) % options.photos.length]!;
    const faces = FACES[photo - 1]!;
    const at = Math.floor(random() * faces.length);
    const kind = index % SCENE === 0 ? 'all' : pick(['one', 'one', 'two'] as const);
    closeUps.push(kind === 'one' ? `${photo}.${at}` : null);
    const seen =
      kind === 'all' ? faces : kind === 'one' ? [faces[at]!] : faces.slice(Math.min(at, faces.length - 2)).slice(0, 2);
    const room = kind === 'one' ? 1 + random() / 5 : 1.25;
    const from = around(seen, photo, room);
    const to = moved(from, photo, { shift: (random() - 0.5) * 0.1, zoom: 0.88 + 0.24 * random() });
    return { photo, seconds: 1.2 + random(), from, to };
  });
  const name = `photographs-${options.seed}`;
  const edit: Edit = {
    id: name,
    title: name,
    fps: { num: 24, den: 1 },
    container: 'mp4',
    screenplay: null,
    subtitles: null,
    embedSubtitles: false,
    fadeOutSeconds: 0,
    shots,
  };
  return { edit, truth: timeEdit(edit), closeUps };
}

/** Faces in a frame of the film at this size, the end exclusive; those of which nothing is seen are left out. */
export function facesAt(
  { edit, truth }: PhotoFilm,
  frame: number,
  size: { width: number; height: number },
): SeenFace[] {
  const index = truth.shots.findIndex(({ endFrame }) => frame < endFrame);
  const { startFrame, endFrame } = truth.shots[index]!;
  const { photo, from, to } = edit.shots[index]!;
  const [left, top, width] = windowAt(from, to, (frame - startFrame) / (endFrame - startFrame));
  const scale = size.width / width;
  return FACES[photo - 1]!.flatMap((face, at) => {
    const shown: Box = [
      (face[0] - left) * scale,
      (face[1] - top) * scale,
      (face[2] - left) * scale,
      (face[3] - top) * scale,
    ];
    const seenWidth = Math.min(size.width, shown[2]) - Math.max(0, shown[0]);
    const seenHeight = Math.min(size.height, shown[3]) - Math.max(0, shown[1]);
    const area = (shown[2] - shown[0]) * (shown[3] - shown[1]);
    const visible = (Math.max(0, seenWidth) * Math.max(0, seenHeight)) / area;
    return visible > 0 ? [{ person: `${photo}.${at}`, box: shown, visible }] : [];
  });
}

/** A 16:9 window around faces, `room` times as wide as they need. */
function around(faces: readonly Box[], photo: number, room: number): Window {
  const [left, top] = [Math.min(...faces.map((one) => one[0])), Math.min(...faces.map((one) => one[1]))];
  const [right, bottom] = [Math.max(...faces.map((one) => one[2])), Math.max(...faces.map((one) => one[3]))];
  const width = room * Math.max(right - left, ((bottom - top) * 16) / 9);
  return inside([(left + right - width) / 2, (top + bottom - (width * 9) / 16) / 2, width], photo);
}

function moved([left, top, width]: Window, photo: number, { shift, zoom }: { shift: number; zoom: number }): Window {
  const next = width * zoom;
  return inside([left + (width - next) / 2 + shift * width, top + ((width - next) * 9) / 32, next], photo);
}

/** The window brought into its photograph. */
function inside([left, top, width]: Window, photo: number): Window {
  const height = HEIGHTS[photo - 1]!;
  const wide = Math.min(width, WIDTH, (height * 16) / 9);
  const limit = (value: number, most: number): number => Math.min(Math.max(0, value), Math.max(0, most));
  return [limit(left, WIDTH - wide), limit(top, height - (wide * 9) / 16), wide];
}
