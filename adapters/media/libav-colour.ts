import {
  AVCOL_PRI_BT2020,
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_BT2020_CL,
  AVCOL_SPC_BT2020_NCL,
  AVCOL_SPC_BT470BG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_FCC,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_SMPTE240M,
  AVCOL_TRC_ARIB_STD_B67,
  AVCOL_TRC_SMPTE2084,
  type AVPixelFormat,
} from 'node-av/constants';
import { avGetPixFmtName, type Frame } from 'node-av/lib';
import { colourOf, type FrameColour } from './colour.ts';

/** FFmpeg's names of the matrices that it can convert. */
const MATRICES = new Map<number, string>([
  [AVCOL_SPC_BT709, 'bt709'],
  [AVCOL_SPC_FCC, 'fcc'],
  [AVCOL_SPC_BT470BG, 'bt470bg'],
  [AVCOL_SPC_SMPTE170M, 'smpte170m'],
  [AVCOL_SPC_SMPTE240M, 'smpte240m'],
  [AVCOL_SPC_BT2020_NCL, 'bt2020nc'],
  [AVCOL_SPC_BT2020_CL, 'bt2020c'],
]);

const TRANSFERS = new Map<number, string>([
  [AVCOL_TRC_SMPTE2084, 'smpte2084'],
  [AVCOL_TRC_ARIB_STD_B67, 'arib-std-b67'],
]);

/** Colour of a decoded frame. */
export function libavColour(frame: Frame): FrameColour {
  return colourOf({
    pixelFormat: avGetPixFmtName(frame.format as AVPixelFormat) ?? 'unknown',
    width: frame.width,
    height: frame.height,
    range: frame.colorRange === AVCOL_RANGE_JPEG ? 'pc' : 'tv',
    matrix: MATRICES.get(frame.colorSpace) ?? 'unknown',
    primaries: frame.colorPrimaries === AVCOL_PRI_BT2020 ? 'bt2020' : 'unknown',
    transfer: TRANSFERS.get(frame.colorTrc) ?? 'unknown',
  });
}
