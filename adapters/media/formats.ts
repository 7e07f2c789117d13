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
