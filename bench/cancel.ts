import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findFfmpeg } from '../adapters/media/ffmpeg-find.ts';
import { createLibavEngine } from '../adapters/media/libav.ts';
import { SCAN_DEFAULTS } from '../core/keyframe/options.ts';
import { writeManifest } from '../test/support/short-films.ts';
import { endAll, processesOf, startStoryloom, storyloom, until } from '../test/support/storyloom.ts';
import { renderPassFilm, repeatFilm } from './pass/films.ts';

/**
 * Claim: cancelling a pass ends the decoder within a second, whether the engine is told by a signal or a build by `storyloom
 * cancel`, which goes by way of the server and the worker's next heartbeat. Usage: `node --import tsx bench/cancel.ts
 * [ROUNDS]`. Times are those until no decoding process is left, the worst of all rounds.
 */
const LIMIT_MS = 1000;
const LOOK_EVERY_MS = 5;
const rounds = Number(process.argv[2] ?? 5);
const ffmpeg = await findFfmpeg();
if (ffmpeg == null) throw new Error('The film is encoded with an ffmpeg binary, and none was found.');
const film = await longFilm(ffmpeg);
const folder = mkdtempSync(join(tmpdir(), 'storyloom-bench-'));
try {
  const engineMs: number[] = [];
  const buildMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    process.stderr.write(`cancel: round ${round + 1} of ${rounds}\n`);
    engineMs.push(await abortPass(round));
    buildMs.push(await cancelBuild(round));
  }
  const worst = Math.max(...engineMs, ...buildMs);
  const claim = 'milliseconds from cancelling to the end of the decoder';
  process.stdout.write(
    `${JSON.stringify({ claim, limitMs: LIMIT_MS, holds: worst <= LIMIT_MS, engineMs, buildMs }, null, 2)}\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}

/** Half an hour: no round comes near its end. */
async function longFilm(binary: string): Promise<string> {
  const minute = { width: 1920, height: 1080, codec: 'h264', quality: 'good', seconds: 60 } as const;
  return repeatFilm(await renderPassFilm(minute, binary), 30, binary);
}

/** Aborts a pass after some hundred frames, later in every round. The call ends when its process has. */
async function abortPass(round: number): Promise<number> {
  const stop = new AbortController();
  const enough = 100 * (round + 1);
  let at = 0;
  const onProgress = ({ frames }: { frames: number }): void => {
    if (frames < enough || at > 0) return;
    at = performance.now();
    stop.abort(new Error('cancelled by the benchmark'));
  };
  const pass = createLibavEngine().scan(film, folder, SCAN_DEFAULTS, { signal: stop.signal, onProgress });
  await pass.catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return Math.round(performance.now() - at);
}

async function cancelBuild(round: number): Promise<number> {
  const manifest = await writeManifest(join(folder, 'films.jsonl'), [{ id: 'long', video: film }]);
  const corpus = join(folder, `corpus-${round}`);
  const build = startStoryloom(['build', manifest, '--out', corpus, '--json']);
  const decoders = (): number => processesOf(build.mark).filter(({ command }) => /libav-child/.test(command)).length;
  try {
    await until('the film is decoded', async () => {
      if (build.hasEnded()) throw new Error(`the build ended too soon: ${build.stderr()}`);
      const { json } = await storyloom(['status', corpus]);
      const films = (json['films'] ?? []) as { stage: string | null; percent: number }[];
      return films.some(({ stage }) => stage === 'shots') && decoders() > 0 ? true : null;
    });
    const cancelled = await storyloom(['cancel', corpus]);
    if (cancelled.code !== 0) throw new Error(`the build was not cancelled: ${cancelled.stderr}`);
    const at = performance.now();
    while (decoders() > 0) await delay(LOOK_EVERY_MS);
    const took = Math.round(performance.now() - at);
    await build.ended;
    return took;
  } finally {
    endAll(build.mark);
  }
}
