import { join } from 'node:path';
import {
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV420P10LE,
  AV_PIX_FMT_YUVA420P,
  AVCOL_PRI_BT2020,
  AVCOL_RANGE_JPEG,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_BT709,
  AVCOL_SPC_SMPTE170M,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_SMPTE2084,
  type AVPixelFormat,
  type FFEncoderCodec,
} from 'node-av/constants';
import { type RenderedColour, renderFilm } from './render.ts';

export type Rgb = readonly [number, number, number];

/** A film of four patches: upper left, upper right, lower left, lower right. */
export interface ColourClip {
  name: string;
  make: (folder: string) => Promise<string>;
  width: number;
  height: number;
  /** What a player shows of the patches, 0–255. */
  shown: readonly Rgb[];
}

const PATCHES: readonly Rgb[] = [
  [220, 30, 40],
  [30, 180, 60],
  [50, 60, 210],
  [128, 128, 128],
];

/** Share of red and blue in luma. */
const WEIGHTS = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722], bt2020: [0.2627, 0.0593] } as const;

interface Coding {
  weights: keyof typeof WEIGHTS;
  isFull?: boolean;
  bits?: 8 | 10;
  alpha?: readonly number[];
}

/** Red, green and blue of 0–1 as coded Y, Cb and Cr. */
function coded(rgb: Rgb, { weights, isFull = false, bits = 8 }: Coding): Rgb {
  const [red, blue] = WEIGHTS[weights];
  const luma = red * rgb[0] + (1 - red - blue) * rgb[1] + blue * rgb[2];
  const chroma = [(rgb[2] - luma) / (2 - 2 * blue), (rgb[0] - luma) / (2 - 2 * red)] as const;
  const step = 1 << (bits - 8);
  const most = (1 << bits) - 1;
  const y = isFull ? luma * most : (16 + 219 * luma) * step;
  const centre = 128 * step;
  const scale = isFull ? most : 224 * step;
  return [Math.round(y), Math.round(centre + chroma[0] * scale), Math.round(centre + chroma[1] * scale)];
}

/** Planes of 4:2:0 with the four patches, and with alpha (0–255 for each patch) if given. */
function planesOf(patches: readonly Rgb[], width: number, height: number, coding: Coding): Buffer {
  const values = patches.map((rgb) => coded(rgb, coding));
  const half = { width: (width + 1) >> 1, height: (height + 1) >> 1 };
  const plane = (size: { width: number; height: number }, of: (patch: number) => number): number[] =>
    Array.from({ length: size.width * size.height }, (_, at) => {
      const [x, y] = [at % size.width, Math.floor(at / size.width)];
      return of((x * 2 >= size.width ? 1 : 0) + (y * 2 >= size.height ? 2 : 0));
    });
  const samples = [
    ...plane({ width, height }, (patch) => values[patch]![0]),
    ...plane(half, (patch) => values[patch]![1]),
    ...plane(half, (patch) => values[patch]![2]),
    ...(coding.alpha == null ? [] : plane({ width, height }, (patch) => coding.alpha![patch]!)),
  ];
  if (coding.bits !== 10) return Buffer.from(samples);
  const bytes = Buffer.alloc(samples.length * 2);
  samples.forEach((value, at) => bytes.writeUInt16LE(value, at * 2));
  return bytes;
}

interface ClipRecipe extends Coding {
  size?: readonly [number, number];
  pixelFormat?: AVPixelFormat;
  colour?: RenderedColour;
  /** Coded light of the patches, 0–1, when it is not what is shown. */
  light?: readonly Rgb[];
  shown?: readonly Rgb[];
}

function clip(name: string, recipe: ClipRecipe): ColourClip {
  const [width, height] = recipe.size ?? [128, 96];
  const { pixelFormat = AV_PIX_FMT_YUV420P, colour = {} } = recipe;
  const light = recipe.light ?? PATCHES.map((rgb) => rgb.map((value) => value / 255) as unknown as Rgb);
  const make = (folder: string): Promise<string> => {
    const planes = planesOf(light, width, height, recipe);
    const frames = Array.from({ length: 5 }, (_, pts) => ({ picture: new Uint8Array(0), planes, pts }));
    const codec = 'ffv1' as FFEncoderCodec;
    return renderFilm(join(folder, name), {
      width,
      height,
      frames,
      codec,
      pixelFormat,
      colour,
      timeBase: { num: 1, den: 25 },
    });
  };
  return { name, make, width, height, shown: recipe.shown ?? PATCHES };
}

/** Light of greys and colours in cd/m², BT.2020 primaries, for films of high dynamic range. */
const HDR_LIGHT: readonly Rgb[] = [
  [20, 20, 20],
  [203, 203, 203],
  [1000, 1000, 1000],
  [120, 60, 30],
];

/** SMPTE ST 2084: light in cd/m² as a signal. */
function pq(light: number): number {
  const [m1, m2, c1, c2, c3] = [0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875];
  const power = (light / 10_000) ** m1;
  return ((c1 + c2 * power) / (1 + c3 * power)) ** m2;
}

/** Greys only: the display gamma of HLG depends on luminance, which for greys is the light itself. */
const HLG_LIGHT: readonly Rgb[] = [5, 26, 203, 600].map((light) => [light, light, light]);

/** BT.2100 HLG: light in cd/m² of a display with a peak of 1000 and a gamma of 1.2, as a signal. */
function hlg(light: number): number {
  const scene = (light / 1000) ** (1 / 1.2);
  const [a, b, c] = [0.17883277, 0.28466892, 0.55991073];
  return scene <= 1 / 12 ? Math.sqrt(3 * scene) : a * Math.log(12 * scene - b) + c;
}

/** What becomes of light: BT.709 primaries, 203 cd/m² as white, highlights up to 1000 compressed, curve of sRGB. */
function toneMapped(light: Rgb): Rgb {
  const rows = [
    [1.6605, -0.5876, -0.0728],
    [-0.1246, 1.1329, -0.0083],
    [-0.0182, -0.1006, 1.1187],
  ] as const;
  const linear = rows.map((row) => row.reduce((sum, weight, at) => sum + weight * light[at]!, 0) / 203);
  const brightest = Math.max(...linear, 1e-6);
  const factor = mobius(brightest, 0.3, 1000 / 203) / brightest;
  return linear.map((value) => Math.round(255 * Math.min(1, curve(Math.max(0, value * factor))))) as unknown as Rgb;
}

function mobius(value: number, knee: number, peak: number): number {
  if (value <= knee) return value;
  const a = (-knee * knee * (peak - 1)) / (knee * knee - 2 * knee + peak);
  const b = (knee * knee - 2 * knee * peak + peak) / (peak - 1);
  return (((b * b + 2 * b * knee + knee * knee) / (b - a)) * (value + a)) / (value + b);
}

function curve(light: number): number {
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}

const TEN = AV_PIX_FMT_YUV420P10LE;
const wide = { range: AVCOL_RANGE_MPEG, matrix: AVCOL_SPC_BT2020_NCL, primaries: AVCOL_PRI_BT2020 };
const ALPHA = [255, 128, 0, 64];
const overBlack = PATCHES.map(
  (rgb, at) => rgb.map((value) => Math.round((value * ALPHA[at]!) / 255)) as unknown as Rgb,
);

/** Ways to store the same colours. */
export const COLOUR_CLIPS: readonly ColourClip[] = [
  clip('bt601.mkv', { weights: 'bt601', colour: { range: AVCOL_RANGE_MPEG, matrix: AVCOL_SPC_SMPTE170M } }),
  clip('bt709.mkv', { weights: 'bt709', colour: { range: AVCOL_RANGE_MPEG, matrix: AVCOL_SPC_BT709 } }),
  clip('bt709-full.mkv', {
    weights: 'bt709',
    isFull: true,
    colour: { range: AVCOL_RANGE_JPEG, matrix: AVCOL_SPC_BT709 },
  }),
  clip('small-says-nothing.mkv', { weights: 'bt601' }),
  clip('large-says-nothing.mkv', { weights: 'bt709', size: [1280, 720] }),
  clip('ten-bits.mkv', { weights: 'bt709', bits: 10, pixelFormat: TEN, colour: { matrix: AVCOL_SPC_BT709 } }),
  clip('bt2020-matrix.mkv', {
    weights: 'bt2020',
    bits: 10,
    pixelFormat: TEN,
    colour: { matrix: AVCOL_SPC_BT2020_NCL },
  }),
  clip('odd.mkv', { weights: 'bt601', size: [321, 181] }),
  clip('odd-bt709.mkv', { weights: 'bt709', size: [321, 181], colour: { matrix: AVCOL_SPC_BT709 } }),
  clip('alpha.mkv', { weights: 'bt601', pixelFormat: AV_PIX_FMT_YUVA420P, alpha: ALPHA, shown: overBlack }),
  clip('pq.mkv', {
    weights: 'bt2020',
    bits: 10,
    pixelFormat: TEN,
    colour: { ...wide, transfer: AVCOL_TRC_SMPTE2084 },
    light: HDR_LIGHT.map((rgb) => rgb.map(pq) as unknown as Rgb),
    shown: HDR_LIGHT.map(toneMapped),
  }),
  clip('hlg.mkv', {
    weights: 'bt2020',
    bits: 10,
    pixelFormat: TEN,
    colour: { ...wide, transfer: AVCOL_TRC_ARIB_STD_B67 },
    light: HLG_LIGHT.map((rgb) => rgb.map(hlg) as unknown as Rgb),
    shown: HLG_LIGHT.map(toneMapped),
  }),
];
