import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { type FfmpegResult, runFfmpegScene } from './ffmpeg-scene.ts';
import { type PeerCut, runSceneDetect, SCENEDETECT_VERSION, type SceneDetectResult } from './scenedetect.ts';

/** The peers and their settings, as the report names them. */
export const PEERS = [
  'PySceneDetect adaptive',
  'PySceneDetect content',
  'PySceneDetect threshold',
  'PySceneDetect adaptive + threshold',
  'PySceneDetect content + threshold',
  'FFmpeg scene > 0.3',
  'FFmpeg scdet = 10',
] as const;

export type PeerName = (typeof PEERS)[number];

/** What a peer finds in a film, and how many frames it saw. */
export interface PeerResult {
  frames: number;
  cuts: PeerCut[];
}

/** What every peer finds in a film; kept as `<kept>.<peer>.json`, since neither film nor peer changes. */
export async function runPeers(
  film: { file: string; kept: string },
  ffmpeg: string,
): Promise<Record<PeerName, PeerResult>> {
  const scenes = await once<SceneDetectResult>(`${film.kept}.scenedetect-${SCENEDETECT_VERSION}.json`, () =>
    runSceneDetect(film.file),
  );
  const scores = await once<FfmpegResult>(`${film.kept}.ffmpeg.json`, () => runFfmpegScene(film.file, ffmpeg));
  const united = (...lists: PeerCut[][]): PeerResult => ({ frames: scenes.frames, cuts: unite(lists.flat()) });
  return {
    'PySceneDetect adaptive': united(scenes.adaptive),
    'PySceneDetect content': united(scenes.content),
    'PySceneDetect threshold': united(scenes.threshold),
    'PySceneDetect adaptive + threshold': united(scenes.adaptive, scenes.threshold),
    'PySceneDetect content + threshold': united(scenes.content, scenes.threshold),
    'FFmpeg scene > 0.3': { frames: scores.frames, cuts: scores.scene },
    'FFmpeg scdet = 10': { frames: scores.frames, cuts: scores.scdet },
  };
}

async function once<Result>(file: string, run: () => Promise<Result>): Promise<Result> {
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as Result;
  const result = await run();
  await writeFile(file, JSON.stringify(result));
  return result;
}

function unite(cuts: readonly PeerCut[]): PeerCut[] {
  const byFrame = new Map(cuts.map((cut) => [cut.frame, cut]));
  return [...byFrame.values()].sort((a, b) => a.frame - b.frame);
}
