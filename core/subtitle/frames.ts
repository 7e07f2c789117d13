import type { RawCues } from './cue.ts';
import { issueAt } from './cue.ts';

/** Rate that is taken where neither the file nor the caller names one: film on NTSC video. */
export const DEFAULT_FPS = 24_000 / 1001;

/** Rates below and above are no film's. */
const FPS_RANGE = { least: 5, most: 240 };

/** A rate as a file writes it, `23.976` or `23,976`; undefined when it is none. Rates of NTSC video become exact. */
export function readFps(text: string): number | undefined {
  if (!/^\s*\d{1,3}(?:[.,]\d{1,6})?\s*$/.test(text)) return undefined;
  const fps = Number(text.trim().replace(',', '.'));
  if (fps < FPS_RANGE.least || fps > FPS_RANGE.most) return undefined;
  const ntsc = (Math.ceil(fps) * 1000) / 1001;
  return Math.abs(fps - ntsc) < 0.006 ? ntsc : fps;
}

/** The rate to use, with an issue when it had to be assumed. */
export function chooseFps(known: number | undefined, assumed: number, issues: RawCues['issues']): number {
  if (known !== undefined) return known;
  const message = `The file names no frame rate; ${Number(assumed.toFixed(3))} was assumed.`;
  issues.push(issueAt(1, 'assumed-fps', message));
  return assumed;
}
