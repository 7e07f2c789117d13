import type { MediaInfo } from '../../core/schema/media.ts';

/**
 * Containers that hold their own pictures. Everything else (playlists, image sequences, network streams, scripts,
 * devices) may lead FFmpeg to other files and is refused.
 */
export const CONTAINERS = [
  'mov,mp4,m4a,3gp,3g2,mj2',
  'matroska,webm',
  'avi',
  'mpegts',
  'mpeg',
  'mpegvideo',
  'flv',
  'live_flv',
  'asf',
  'ogg',
  'mxf',
  'nut',
  'gxf',
  'wtv',
  'rm',
  'dv',
  'ivf',
  'h264',
  'hevc',
  'm4v',
  'vc1',
  'av1',
  'obu',
  'yuv4mpegpipe',
  'gif',
  'amv',
  'bink',
  'smk',
  'vob',
  'apng',
].join(',');

/** Pictures larger than this on a side are refused: a few bytes of header could otherwise claim all memory. */
export const MAX_SIDE = 16_384;
/** Pixels of the largest picture (a 16K film has 132 million). */
export const MAX_PIXELS = 134_217_728;

/** Bare streams, which hold no times at all: FFmpeg counts their packets. */
const WITHOUT_TIMES = new Set(['h264', 'hevc', 'mpegvideo', 'm4v', 'vc1', 'obu']);

/** Whether the frames of a container have no presentation times of their own, only the order in which they are stored. */
export function countsPackets(container: string): boolean {
  return container === 'avi' || WITHOUT_TIMES.has(container);
}

/**
 * Time in ticks of the first frame where a container only numbers its packets, null elsewhere. There, FFmpeg gives a frame
 * the number of the packet that let it out of the decoder, some packets after its own when frames are stored out of order.
 */
export function firstTicksOf({ container, startMs, timeBase }: MediaInfo): bigint | null {
  return countsPackets(container) ? BigInt(Math.round((startMs * timeBase.den) / (1000 * timeBase.num))) : null;
}

/** Containers with an index, in which seeking finds the frames of a time. */
const INDEXED = new Set(['mov,mp4,m4a,3gp,3g2,mj2', 'matroska,webm']);

/** Whether a range of a film may be sought; elsewhere it is decoded from the start on, since stamps may begin anew. */
export function isIndexed(container: string): boolean {
  return INDEXED.has(container);
}
