import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFfmpeg } from '../adapters/media/ffmpeg-find.ts';
import { createLibavEngine } from '../adapters/media/libav.ts';
import { SCAN_DEFAULTS } from '../core/keyframe/options.ts';

/**
 * Claim: shots, keyframe choice and JPEG files cost at most 1.15 × plain decoding with `ffmpeg -f null`. Usage:
 * `node --import tsx bench/media.ts FILM [RUNS]`; both take turns, so that both see the same machine.
 */
const [film, runs = '5'] = process.argv.slice(2);
const binary = await findFfmpeg();
if (film == null || binary == null) {
  process.stderr.write('Usage: bench/media.ts FILM [RUNS]; needs an ffmpeg binary as the peer.\n');
  process.exit(2);
}
const ours: number[] = [];
const peer: number[] = [];
const engine = createLibavEngine();
let found = { frames: 0, shots: 0, keyframes: 0 };
for (let run = 0; run < Number(runs); run++) {
  const folder = mkdtempSync(join(tmpdir(), 'storyloom-bench-'));
  let startedAt = performance.now();
  const scan = await engine.scan(film, folder, SCAN_DEFAULTS);
  ours.push(performance.now() - startedAt);
  found = { frames: scan.frames, shots: scan.shots.length, keyframes: scan.keyframes.length };
  rmSync(folder, { recursive: true });
  startedAt = performance.now();
  const plain = spawnSync(binary, ['-v', 'error', '-i', film, '-map', '0:v:0', '-f', 'null', '-']);
  peer.push(performance.now() - startedAt);
  if (plain.status !== 0) throw new Error(`ffmpeg failed: ${plain.stderr.toString()}`);
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

const [oursMs, peerMs] = [Math.round(median(ours)), Math.round(median(peer))];
const result = { claim: 'media pass / ffmpeg -f null', ratio: oursMs / peerMs, target: 1.15, oursMs, peerMs, ...found };
process.stdout.write(`${JSON.stringify({ ...result, runs: ours.length, cores: cpus().length }, null, 2)}\n`);
