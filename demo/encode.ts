import {
  AVCOL_PRI_BT709,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_BT709,
  AVCOL_TRC_BT709,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_LOG_ERROR,
  AV_PIX_FMT_YUV420P,
  Encoder,
  FF_ENCODER_LIBX264,
  Frame,
  Log,
  Rational,
} from 'node-av';
import { FilmFile } from './film-file.ts';
import type { EncodeOptions } from './film-file.ts';
import type { Planes } from './photograph.ts';

/**
 * Writes pictures as an H.264 film; the file name's ending chooses the container. One thread, so that the same pictures give
 * the same bytes: with two, x264 gave others in 5 of 453 encodes on a loaded machine.
 */
export async function encodeFilm(pictures: Iterable<Planes>, path: string, options: EncodeOptions): Promise<void> {
  Log.setLevel(AV_LOG_ERROR);
  const timeBase = new Rational(options.fps.den, options.fps.num);
  using encoder = await Encoder.create(FF_ENCODER_LIBX264, {
    options: { preset: 'veryfast', crf: 21 },
    context: {
      gopSize: 48,
      threadCount: 1,
      timeBase,
      framerate: new Rational(options.fps.num, options.fps.den),
      colorRange: AVCOL_RANGE_MPEG,
      colorSpace: AVCOL_SPC_BT709,
      colorPrimaries: AVCOL_PRI_BT709,
      colorTrc: AVCOL_TRC_BT709,
    },
    configure: (context) => context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER),
  });
  const file = await FilmFile.create(path);
  try {
    for await (const packet of encoder.packets(toFrames(pictures, timeBase))) {
      if (packet == null) continue;
      // The encoder knows its parameters only after the first picture.
      if (!file.isOpen) await file.open(encoder.getCodecContext()!, options);
      await file.writePicture(packet);
    }
  } finally {
    await file.close();
  }
}

async function* toFrames(pictures: Iterable<Planes>, timeBase: Rational): AsyncGenerator<Frame | null> {
  let pts = 0n;
  for (const picture of pictures) {
    const { width, height } = picture;
    const bytes = Buffer.concat([picture.luma, picture.blue, picture.red]);
    using frame = Frame.fromVideoBuffer(bytes, { width, height, format: AV_PIX_FMT_YUV420P, timeBase, pts });
    yield frame;
    pts += 1n;
  }
  yield null;
}
