import sharp from 'sharp';

/** A picture as three planes of 8-bit samples, BT.709 in studio range; chroma has half the width and height (4:2:0). */
export interface Planes {
  width: number;
  height: number;
  luma: Uint8Array;
  blue: Uint8Array;
  red: Uint8Array;
}

/** Loads a JPEG as planes, cut to even sides. */
export async function loadPhotograph(path: string): Promise<Planes> {
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const width = info.width & ~1;
  const height = info.height & ~1;
  const planes: Planes = {
    width,
    height,
    luma: new Uint8Array(width * height),
    blue: new Uint8Array((width * height) / 4),
    red: new Uint8Array((width * height) / 4),
  };
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = (y * info.width + x) * 3;
      // BT.709 luma weights scaled by 219/255 and 2^16.
      planes.luma[y * width + x] =
        (11_966 * data[at]! + 40_254 * data[at + 1]! + 4_064 * data[at + 2]! + 1_081_344) >> 16;
    }
  }
  const half = width / 2;
  for (let y = 0; y < height / 2; y += 1) {
    for (let x = 0; x < half; x += 1) {
      const [r, g, b] = meanOfFour(data, info.width, [2 * x, 2 * y]);
      // Chroma weights scaled by 224/255 and 2^16, centred on 128.
      planes.blue[y * half + x] = (-6_596 * r - 22_189 * g + 28_784 * b + 8_421_376) >> 16;
      planes.red[y * half + x] = (28_784 * r - 26_145 * g - 2_639 * b + 8_421_376) >> 16;
    }
  }
  return planes;
}

function meanOfFour(rgb: Uint8Array, width: number, [x, y]: [number, number]): [number, number, number] {
  const top = (y * width + x) * 3;
  const bottom = top + width * 3;
  const mean = (c: number): number =>
    (rgb[top + c]! + rgb[top + 3 + c]! + rgb[bottom + c]! + rgb[bottom + 3 + c]!) >> 2;
  return [mean(0), mean(1), mean(2)];
}
