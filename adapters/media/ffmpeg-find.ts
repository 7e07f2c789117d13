import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/** Where FFmpeg's command line is: `FFMPEG_PATH`, else the `ffmpeg-static` package, else PATH. Null when nowhere. */
export async function findFfmpeg(environment: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  const configured = environment['FFMPEG_PATH'];
  if (configured != null && configured !== '') return (await isExecutable(configured)) ? configured : null;
  const packaged = packagedFfmpeg();
  if (packaged != null && (await isExecutable(packaged))) return packaged;
  const name = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  for (const folder of (environment['PATH'] ?? '').split(delimiter).filter((entry) => entry !== '')) {
    const file = join(folder, name);
    if (await isExecutable(file)) return file;
  }
  return null;
}

/** The optional package downloads its binary at install time; without one its path leads nowhere, or it is absent. */
function packagedFfmpeg(): string | null {
  try {
    const found: unknown = createRequire(import.meta.url)('ffmpeg-static');
    return typeof found === 'string' ? found : null;
  } catch {
    return null;
  }
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
