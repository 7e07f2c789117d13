import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { PeerCut } from './scenedetect.ts';

/** Thresholds that guides recommend: `scene` from 0 to 1, `scdet` from 0 to 100 (its default). */
const SCENE = 0.3;
const SCDET = 10;

export interface FfmpegResult {
  frames: number;
  scene: PeerCut[];
  scdet: PeerCut[];
}

/** Runs FFmpeg's two scene change scores over a film in one pass; each frame's scores come as text. */
export async function runFfmpegScene(file: string, ffmpeg: string): Promise<FfmpegResult> {
  const filters = `select='gte(scene,0)',scdet=t=${SCDET},metadata=mode=print:file=-`;
  const pass = ['-v', 'error', '-nostdin', '-i', file, '-map', '0:v:0', '-vf', filters, '-fps_mode', 'passthrough'];
  const output = await promisify(execFile)(ffmpeg, [...pass, '-f', 'null', '-'], { maxBuffer: 256 * 1024 * 1024 });
  const result: FfmpegResult = { frames: 0, scene: [], scdet: [] };
  let timeMs = 0;
  for (const line of output.stdout.split('\n')) {
    const time = /^frame:\d+\s.*pts_time:(\S+)/.exec(line);
    if (time != null) {
      result.frames++;
      timeMs = Number(time[1]) * 1000;
      continue;
    }
    const [name, value] = line.split('=');
    const cut = { frame: result.frames - 1, timeMs };
    if (name === 'lavfi.scene_score' && Number(value) > SCENE) result.scene.push(cut);
    if (name === 'lavfi.scd.time') result.scdet.push(cut);
  }
  return result;
}
