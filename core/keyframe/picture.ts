/** Longer side of the picture that the detector sees, in pixels. */
export const ANALYSIS_SIDE = 320;

/** Side of the luma squares whose means make up a thumbnail; chroma planes have half that. */
const BLOCK = 4;

/** A downscaled frame as 4:2:0 planes without padding: `luma` is width × height, `cb` and `cr` half of it each way. */
export interface SmallPicture {
  width: number;
  height: number;
  luma: Uint8Array;
  cb: Uint8Array;
  cr: Uint8Array;
}

/** Luma of a downscaled frame, row by row without padding. */
export type LumaPicture = Pick<SmallPicture, 'width' | 'height' | 'luma'>;

/** Block means of a picture (0–255): what frames are compared by. All planes have columns × rows values. */
export interface Thumbnail {
  columns: number;
  rows: number;
  luma: Uint8Array;
  cb: Uint8Array;
  cr: Uint8Array;
}

/** Size of the analysis picture: sides are multiples of `BLOCK`, the longer one is at most `ANALYSIS_SIDE`. */
export function analysisSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, ANALYSIS_SIDE / Math.max(width, height));
  const side = (length: number): number => Math.max(4 * BLOCK, Math.round((length * scale) / BLOCK) * BLOCK);
  return { width: side(width), height: side(height) };
}

/** Columns and rows of the thumbnail of a picture. */
export function thumbnailSize(picture: { width: number; height: number }): { columns: number; rows: number } {
  return { columns: Math.floor(picture.width / BLOCK), rows: Math.floor(picture.height / BLOCK) };
}

/** Averages the planes of a picture over blocks of 4 × 4 luma samples, for decoders that can't do it natively. */
export function thumbnailOf(picture: SmallPicture): Thumbnail {
  const { columns, rows } = thumbnailSize(picture);
  return {
    columns,
    rows,
    luma: blockMeans(picture.luma, picture.width, { columns, rows, block: BLOCK }),
    cb: blockMeans(picture.cb, picture.width / 2, { columns, rows, block: BLOCK / 2 }),
    cr: blockMeans(picture.cr, picture.width / 2, { columns, rows, block: BLOCK / 2 }),
  };
}

function blockMeans(
  plane: Uint8Array,
  stride: number,
  grid: { columns: number; rows: number; block: number },
): Uint8Array {
  const { columns, rows, block } = grid;
  const means = new Uint8Array(columns * rows);
  const area = block * block;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let y = 0; y < block; y++) {
        const at = (row * block + y) * stride + column * block;
        for (let x = 0; x < block; x++) sum += plane[at + x]!;
      }
      means[row * columns + column] = Math.round(sum / area);
    }
  }
  return means;
}
