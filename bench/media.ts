import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFfmpeg } from '../adapters/media/ffmpeg-find.ts';
import { createLibavEngine } from '../adapters/media/libav.ts';
import { SCAN_DEFAULTS } from '../core/keyframe/options.ts';

/**
 * Claim: shots, keyframe choice and JPEG files cost at most 1.10 × plain decoding with `ffmpeg -f null`, and at most 350 MB. Usage:
 * `node --import tsx bench/media.ts FILM [RUNS]`; both take turns, so that both see the same machine. `ratio` is the median of
 * the ratios of neighbouring runs, `least` that of the fastest runs; processor time is that of the decoding processes.
 */
const [film, runs = '5'] = process.argv.slice(2);
const binary = await findFfmpeg();
if (film == null || binary == null) {
  process.stderr.write('Usage: bench/media.ts FILM [RUNS]; needs an ffmpeg binary as the peer.\n');
  process.exit(2);
}

interface Run {
  ms: number;
  /** Processor seconds and peak memory of the processes that it started. */
  cpuSeconds: number;
  residentMiB: number;
}

/** Looks at the children of this process while work goes on (Linux only; zero elsewhere). */
async function measured(work: () => Promise<void>): Promise<Run> {
  const seen = new Map<string, { ticks: number; residentMiB: number }>();
  const look = (): void => {
    try {
      for (const pid of readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean)) {
        const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /, '')
          .split(' ');
        const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
        // One that has ended and was not waited for yet holds no memory any more.
        const residentMiB = Math.max(Number(peak) / 1024, seen.get(pid)?.residentMiB ?? 0);
        seen.set(pid, { ticks: Number(fields[11]) + Number(fields[12]), residentMiB });
      }
    } catch {
      // A child may end between two looks at it.
    }
  };
  const timer = setInterval(look, 20);
  const startedAt = performance.now();
  await work();
  const ms = performance.now() - startedAt;
  clearInterval(timer);
  const all = [...seen.values()];
  const cpuSeconds = all.reduce((sum, { ticks }) => sum + ticks, 0) / 100;
  return { ms, cpuSeconds, residentMiB: Math.max(0, ...all.map(({ residentMiB }) => residentMiB)) };
}

const engine = createLibavEngine();
let found = { frames: 0, shots: 0, keyframes: 0 };
const scan = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'storyloom-bench-'));
  const { frames, shots, keyframes } = await engine.scan(film, folder, SCAN_DEFAULTS);
  found = { frames, shots: shots.length, keyframes: keyframes.length };
  rmSync(folder, { recursive: true });
};
const decode = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const plain = spawn(binary, ['-v', 'error', '-i', film, '-map', '0:v:0', '-f', 'null', '-'], { stdio: 'ignore' });
    plain.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`ffmpeg ended with ${code}`))));
  });

const ours: Run[] = [];
const peer: Run[] = [];
for (let run = 0; run < Number(runs); run++) {
  ours.push(await measured(scan));
  peer.push(await measured(decode));
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const least = (all: readonly Run[], of: (run: Run) => number): number => Math.min(...all.map(of));
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
const ms = ({ ms }: Run): number => ms;
const cpu = ({ cpuSeconds }: Run): number => cpuSeconds;
const result = {
  claim: 'media pass / ffmpeg -f null',
  target: 1.1,
  ratio: rounded(median(ours.map((run, at) => run.ms / peer[at]!.ms))),
  least: rounded(least(ours, ms) / least(peer, ms)),
  cpuRatio: rounded(least(ours, cpu) / least(peer, cpu)),
  oursMs: Math.round(least(ours, ms)),
  peerMs: Math.round(least(peer, ms)),
  oursCpuSeconds: least(ours, cpu),
  peerCpuSeconds: least(peer, cpu),
  residentMiB: Math.round(Math.max(...ours.map(({ residentMiB }) => residentMiB))),
  targetMiB: 350,
  ...found,
};
process.stdout.write(`${JSON.stringify({ ...result, runs: ours.length, cores: cpus().length }, null, 2)}\n`);
