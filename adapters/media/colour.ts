/** Names of YUV matrices as FFmpeg's `scale` filter knows them. */
export type Matrix = 'bt601' | 'bt709' | 'bt2020' | 'fcc' | 'smpte240m';

/** What one has to know of stored samples to show them. */
export interface FrameColour {
  /** FFmpeg's name of the pixel format. */
  pixelFormat: string;
  /** Null for samples that are red, green and blue already. */
  matrix: Matrix | null;
  isFullRange: boolean;
  /** Curve of high dynamic range, null for any of standard range. */
  highRange: 'smpte2084' | 'arib-std-b67' | null;
  /** Primaries of BT.2020, wider than those of any JPEG viewer. */
  isWide: boolean;
  hasAlpha: boolean;
}

/** Colour as a stream or frame states it, by FFmpeg's names; anything unknown to us counts as not stated. */
export interface StatedColour {
  pixelFormat: string;
  width: number;
  height: number;
  /** `tv`, `pc` or not stated. */
  range: string;
  matrix: string;
  primaries: string;
  transfer: string;
}

const MATRICES: Record<string, Matrix> = {
  bt709: 'bt709',
  fcc: 'fcc',
  bt470bg: 'bt601',
  smpte170m: 'bt601',
  smpte240m: 'smpte240m',
  bt2020nc: 'bt2020',
  bt2020c: 'bt2020',
};

/** Pictures from this size on are BT.709 when they don't say, smaller ones BT.601: what players assume. */
const HD_WIDTH = 1280;
const HD_HEIGHT = 577;

/** Fills in what the stream does not state, as players do. */
export function colourOf(stated: StatedColour): FrameColour {
  const { pixelFormat, width, height, range, matrix, primaries, transfer } = stated;
  const isRgb = /^(rgb|bgr|gbr|argb|abgr|0rgb|0bgr|pal8|x2rgb|x2bgr)/.test(pixelFormat);
  const isWide = primaries === 'bt2020';
  const usual = isWide ? 'bt2020' : width >= HD_WIDTH || height >= HD_HEIGHT ? 'bt709' : 'bt601';
  return {
    pixelFormat,
    matrix: isRgb ? null : (MATRICES[matrix] ?? usual),
    isFullRange: isRgb || pixelFormat.startsWith('yuvj') || range === 'pc',
    highRange: transfer === 'smpte2084' || transfer === 'arib-std-b67' ? transfer : null,
    isWide,
    hasAlpha: /^(yuva|rgba|bgra|argb|abgr|gbrap|ya8|ya16|pal8)/.test(pixelFormat),
  };
}
