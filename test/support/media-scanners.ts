import { dirname } from 'node:path';
import type { Scan, ScanOptions } from '../../adapters/media/engine.ts';
import { createFfmpegEngine } from '../../adapters/media/ffmpeg.ts';
import { findFfmpeg } from '../../adapters/media/ffmpeg-find.ts';
import { scanFilm } from '../../adapters/media/libav-scan.ts';

/** Scans a film; pictures go beside it. */
export type Scanner = (file: string, options: ScanOptions) => Promise<Scan>;

/** The libav engine without its process around it: starting one for each film would take most of the time of a test. */
const inProcess: Scanner = (file, options) =>
  scanFilm({ file, path: file, directory: dirname(file), options }, () => undefined);

const binary = await findFfmpeg();
const engine = binary == null ? null : createFfmpegEngine(binary);

/** Every engine that is there, by name. */
export const MEDIA_SCANNERS: readonly [string, Scanner][] = [
  ['libav', inProcess],
  ...(engine == null
    ? []
    : [['ffmpeg', (file, options) => engine.scan(file, dirname(file), options)] as [string, Scanner]]),
];
