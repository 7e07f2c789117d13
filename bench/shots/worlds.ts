import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createPicture } from '../../demo/camera.ts';
import { loadPhotograph, type Planes } from '../../demo/photograph.ts';
import { seeded } from '../../test/support/random.ts';
import type { WorldSpec } from './composition.ts';

/** Size of drawn worlds. */
const WIDTH = 720;
const HEIGHT = 480;
/** Halvings that are kept, so that a wide view does not shimmer. */
const LEVELS = 3;

/** A picture to move the camera over, with smaller copies of itself. */
export type World = Planes[];

/** Makes the worlds of films; photographs are loaded once, of the drawn ones the last is kept. */
export class WorldMaker {
  readonly #photographs = new Map<number, Promise<World>>();
  #drawn: { of: string; world: World } | null = null;

  async make(spec: WorldSpec): Promise<World> {
    if (spec.kind !== 'photo') {
      const of = JSON.stringify(spec);
      if (this.#drawn?.of !== of) this.#drawn = { of, world: withLevels(drawWorld(spec)) };
      return this.#drawn.world;
    }
    const known = this.#photographs.get(spec.photo);
    if (known != null) return known;
    const packageFile = createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json');
    const path = join(dirname(packageFile), 'demo', `sample${spec.photo}.jpg`);
    const world = loadPhotograph(path).then(withLevels);
    this.#photographs.set(spec.photo, world);
    return world;
  }
}

function withLevels(picture: Planes): World {
  const levels = [picture];
  while (levels.length < LEVELS) levels.push(halved(levels.at(-1)!));
  return levels;
}

function halved(picture: Planes): Planes {
  const [width, height] = [(picture.width >> 2) * 2, (picture.height >> 2) * 2];
  const half = createPicture(width, height);
  halve(picture.luma, picture.width, { plane: half.luma, width, height });
  const chroma = { width: width / 2, height: height / 2 };
  halve(picture.blue, picture.width / 2, { plane: half.blue, ...chroma });
  halve(picture.red, picture.width / 2, { plane: half.red, ...chroma });
  return half;
}

function halve(from: Uint8Array, stride: number, to: { plane: Uint8Array; width: number; height: number }): void {
  for (let y = 0; y < to.height; y++) {
    for (let x = 0; x < to.width; x++) {
      const at = 2 * (y * stride + x);
      to.plane[y * to.width + x] = (from[at]! + from[at + 1]! + from[at + stride]! + from[at + stride + 1]! + 2) >> 2;
    }
  }
}

/** Luma, blue and red of a colour. */
type Colour = [number, number, number];

/** Colours that go together; the same number gives the same ones. */
function paletteOf(palette: number): Colour[] {
  const random = seeded(palette * 31 + 5);
  const base = random() * 2 * Math.PI;
  const span = 0.4 + random() * 1.6;
  const strength = 12 + random() * 45;
  const [dark, bright] = [28 + random() * 50, 130 + random() * 95];
  return Array.from({ length: 6 }, (_, index) => {
    const angle = base + (random() - 0.5) * span;
    const luma = dark + ((bright - dark) * index) / 5;
    return [luma, 128 + strength * Math.cos(angle), 128 + strength * Math.sin(angle)];
  });
}

type DrawnWorld = Exclude<WorldSpec, { kind: 'photo' }>;

function drawWorld(spec: DrawnWorld): Planes {
  const random = seeded(spec.seed * 101 + 3);
  const colours = paletteOf(spec.palette);
  switch (spec.kind) {
    case 'texture':
      return paint(textureAt(random, colours));
    case 'gradient':
      return paint(gradientAt(random, colours));
    case 'cartoon':
      return paint(shapesAt(random, colours, 14 + Math.floor(random() * 16)));
    case 'facade':
      return paint(facadeAt(random, colours));
    case 'night':
      return paint(lightsAt(random));
  }
}

type Painter = (x: number, y: number) => Colour;

function paint(colourAt: Painter): Planes {
  const picture = createPicture(WIDTH, HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const [luma, blue, red] = colourAt(x, y);
      picture.luma[y * WIDTH + x] = Math.max(16, Math.min(235, luma));
      if (x % 2 === 0 && y % 2 === 0) {
        const at = (y / 2) * (WIDTH / 2) + x / 2;
        picture.blue[at] = Math.max(16, Math.min(240, blue));
        picture.red[at] = Math.max(16, Math.min(240, red));
      }
    }
  }
  return picture;
}

/** Smooth noise (0–1) whose lumps are `cell` pixels wide. */
function noise(random: () => number, cell: number): (x: number, y: number) => number {
  const columns = Math.ceil(WIDTH / cell) + 2;
  const values = Float32Array.from({ length: columns * (Math.ceil(HEIGHT / cell) + 2) }, random);
  return (x, y) => {
    const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
    const [fx, fy] = [soft(x / cell - column), soft(y / cell - row)];
    const at = row * columns + column;
    const top = values[at]! * (1 - fx) + values[at + 1]! * fx;
    const bottom = values[at + columns]! * (1 - fx) + values[at + columns + 1]! * fx;
    return top * (1 - fy) + bottom * fy;
  };
}

function soft(share: number): number {
  return share * share * (3 - 2 * share);
}

function blend(colours: Colour[], value: number): Colour {
  const place = Math.max(0, Math.min(0.9999, value)) * (colours.length - 1);
  const at = Math.floor(place);
  const share = place - at;
  const [one, two] = [colours[at]!, colours[at + 1]!];
  return [0, 1, 2].map((c) => one[c]! * (1 - share) + two[c]! * share) as Colour;
}

/** Woods, rock, crowds: noise of several sizes. */
function textureAt(random: () => number, colours: Colour[]): Painter {
  const [broad, middle, fine] = [noise(random, 220), noise(random, 70), noise(random, 16)];
  const grit = noise(random, 5);
  return (x, y) =>
    blend(
      colours,
      1.5 * (0.5 * broad(x, y) + 0.32 * middle(x, y) + 0.18 * fine(x, y) + 0.07 * (grit(x, y) - 0.5)) - 0.25,
    );
}

/** Sky, fog, a studio's wall: next to nothing but a slow change of light and one horizon. */
function gradientAt(random: () => number, colours: Colour[]): Painter {
  const broad = noise(random, 320);
  const [slope, horizon] = [random() - 0.5, HEIGHT * (0.35 + random() * 0.4)];
  return (x, y) => blend(colours, (y > horizon + slope * x * 0.3 ? 0.15 : 0.6) + 0.25 * broad(x, y));
}

/** Flat colours with hard edges, as drawn films have. */
function shapesAt(random: () => number, colours: Colour[], count: number): Painter {
  const shapes = Array.from({ length: count }, () => ({
    x: random() * WIDTH,
    y: random() * HEIGHT,
    width: 40 + random() * 220,
    height: 40 + random() * 180,
    round: random() < 0.5,
    colour: colours[Math.floor(random() * colours.length)]!,
  }));
  const ground = colours[Math.floor(random() * colours.length)]!;
  const sky = colours[Math.floor(random() * colours.length)]!;
  const horizon = HEIGHT * (0.4 + random() * 0.3);
  return (x, y) => {
    for (const { x: left, y: top, width, height, round, colour } of shapes) {
      const [dx, dy] = [(x - left) / width, (y - top) / height];
      if (round ? dx * dx + dy * dy < 0.25 : Math.abs(dx) < 0.5 && Math.abs(dy) < 0.5) return colour;
    }
    return y > horizon ? ground : sky;
  };
}

/** Walls with windows: edges that repeat. */
function facadeAt(random: () => number, colours: Colour[]): Painter {
  const [wide, high] = [34 + random() * 80, 30 + random() * 70];
  const shade = noise(random, 150);
  const windows = noise(random, 40);
  return (x, y) => {
    const isWindow = x % wide > wide * 0.3 && y % high > high * 0.35;
    return blend(colours, isWindow ? 0.9 * windows(x, y) : 0.35 + 0.5 * shade(x, y));
  };
}

/** Black with lamps. */
function lightsAt(random: () => number): Painter {
  const lamps = Array.from({ length: 60 }, () => ({
    x: random() * WIDTH,
    y: random() * HEIGHT,
    reach: 8 + random() * 60,
    luma: 30 + random() * 150,
    blue: -40 + random() * 60,
    red: -20 + random() * 60,
  }));
  const glow = noise(random, 200);
  return (x, y) => {
    const colour: Colour = [16 + 16 * glow(x, y), 128, 128];
    for (const lamp of lamps) {
      const [dx, dy] = [x - lamp.x, y - lamp.y];
      const distance = (dx * dx + dy * dy) / (lamp.reach * lamp.reach);
      if (distance >= 1) continue;
      const share = (1 - distance) * (1 - distance);
      colour[0] += lamp.luma * share;
      colour[1] += lamp.blue * share;
      colour[2] += lamp.red * share;
    }
    return colour;
  };
}
