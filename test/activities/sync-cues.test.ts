import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { ingest } from '../../activities/ingest.ts';
import { rowsOf } from '../../activities/rows.ts';
import { subtitles } from '../../activities/texts.ts';
import { LEVEL_STEP_MS } from '../../core/align/sound-levels.ts';
import { DEFAULT_BUILD_OPTIONS } from '../../core/contract/stages.ts';
import { cue } from '../../core/schema/text.ts';
import { issue } from '../../core/schema/primitives.ts';
import { activityCall, memoryDeps, stageInput } from '../support/activities.ts';
import { seeded } from '../support/random.ts';

const folder = mkdtempSync(join(tmpdir(), 'storyloom-sync-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Twenty minutes of talk, and how loud they are: syllables above a quiet room. */
function talk(): { said: { startMs: number; endMs: number }[]; levels: Uint8Array } {
  const random = seeded(7);
  const said: { startMs: number; endMs: number }[] = [];
  const levels = Uint8Array.from({ length: 1_200_000 / LEVEL_STEP_MS }, () => 60 + Math.floor(random() * 6));
  for (let now = 5_000; now < 1_180_000;) {
    const endMs = now + 700 + Math.floor(random() * 2_800);
    said.push({ startMs: now, endMs });
    for (let at = now / LEVEL_STEP_MS; at < endMs / LEVEL_STEP_MS; at += 1) {
      levels[Math.floor(at)] = Math.floor(at) % 10 < 6 ? 140 + Math.floor(random() * 30) : 90;
    }
    now = endMs + 200 + Math.floor(random() < 0.8 ? random() * 1_500 : 2_000 + random() * 15_000);
  }
  return { said, levels };
}

const { said, levels } = talk();
const clock = (ms: number): string => new Date(Math.max(0, ms)).toISOString().slice(11, 23).replace('.', ',');
const srtLate = (byMs: number): string =>
  said
    .map(({ startMs, endMs }, at) => `${at + 1}\n${clock(startMs + byMs)} --> ${clock(endMs + byMs)}\nx\n`)
    .join('\n');

async function cuesOf(srt: string, heard: Uint8Array | null, syncBySound = true) {
  const [video, file] = [join(folder, 'film.mkv'), join(folder, 'film.srt')];
  await writeFile(video, 'not really a film');
  await writeFile(file, srt);
  const film = { id: 'film-1', video: pathToFileURL(video).href, subtitles: pathToFileURL(file).href };
  const deps = memoryDeps();
  deps.engine.levels = heard;
  const options = { ...DEFAULT_BUILD_OPTIONS, ...(syncBySound ? { syncBySound } : {}) };
  const source = await ingest(deps, stageInput({ film, options }), activityCall());
  const inputs = Object.fromEntries(Object.entries(source.outputs).map(([name, ref]) => [`ingest.${name}`, ref]));
  const { key, outputs } = await subtitles(deps, stageInput({ film, options, inputs }), activityCall());
  const cues = await rowsOf(deps.memory, outputs['cues'], cue);
  const issues = await rowsOf(deps.memory, outputs['issues'], issue);
  return { key, starts: cues.map(({ startMs }) => startMs), codes: issues.map(({ code }) => code) };
}

describe('subtitle files beside the speech of their film', () => {
  it('are moved to it', async () => {
    const { starts, codes } = await cuesOf(srtLate(3_200), levels);
    expect(codes).toEqual(['clock-moved']);
    for (const [at, startMs] of starts.entries()) expect(Math.abs(startMs - said[at]!.startMs)).toBeLessThan(200);
  });

  it('stay as they are when they are right, and when nobody asks', async () => {
    const written = said.map(({ startMs }) => startMs);
    const right = await cuesOf(srtLate(0), levels);
    expect(right).toMatchObject({ starts: written, codes: ['clock-right'] });
    const late = await cuesOf(srtLate(3_200), levels, false);
    expect(late).toMatchObject({ starts: written.map((ms) => ms + 3_200), codes: [] });
    expect(late.key).not.toBe(right.key);
  });

  it.each([
    ['a film without sound', null],
    ['a sound without speech', new Uint8Array(60_000).fill(70)],
  ])('stay as they are beside %s', async (_name, heard) => {
    const { starts, codes } = await cuesOf(srtLate(3_200), heard);
    expect(codes).toEqual(['clock-unknown']);
    expect(starts[0]).toBe(said[0]!.startMs + 3_200);
  });
});
