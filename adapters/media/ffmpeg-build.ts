import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a build of the command line can do. */
export interface FfmpegBuild {
  binary: string;
  /** Version of its libavcodec, such as 59.37 of FFmpeg 5.1. */
  libavcodec: number;
  filters: ReadonlySet<string>;
}

/** Asks a binary once what it is. Fails like any run of it when it can't be started. */
export async function inspectFfmpeg(binary: string): Promise<FfmpegBuild> {
  const ask = async (option: string): Promise<string> => (await promisify(execFile)(binary, [option])).stdout;
  const [version, filters] = await Promise.all([ask('-version'), ask('-filters')]);
  const [, major = '0', minor = '0'] = /libavcodec\s+(\d+)\.\s*(\d+)/.exec(version) ?? [];
  return {
    binary,
    libavcodec: Number(`${major}.${minor.padStart(3, '0')}`),
    filters: new Set(filters.split('\n').map((line) => line.trim().split(/\s+/)[1] ?? '')),
  };
}

/** Every decoded frame comes out, none is doubled or dropped. The option got its name in FFmpeg 5.1. */
export function everyFrame({ libavcodec }: FfmpegBuild): string[] {
  return [libavcodec >= 59.037 ? '-fps_mode' : '-vsync', 'passthrough'];
}

/** The option that reads a graph of filters from a file; renamed in FFmpeg 7. */
export function graphFile({ libavcodec }: FfmpegBuild, file: string): string[] {
  return [libavcodec >= 61 ? '-/filter_complex' : '-filter_complex_script', file];
}
