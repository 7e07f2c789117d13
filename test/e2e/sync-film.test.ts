import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSubtitles } from '../../adapters/text/read.ts';
import { printSubtitles } from '../../core/subtitle/print.ts';
import { blank, paced, renderFilm, SIZE } from '../support/render.ts';
import { conversation, type Spoken, voices } from '../support/sound.ts';
import { startStoryloom, storyloom } from '../support/storyloom.ts';

const SECONDS = 300;
const SPOKEN = conversation(4, SECONDS);

describe('subtitles in time with the speech of a film', () => {
  let folder = '';
  const at = (name: string): string => join(folder, name);
  const write = async (name: string, spoken: readonly Spoken[], move: (ms: number) => number): Promise<string> => {
    const cues = spoken.map(({ startMs, endMs }, index) => ({
      startMs: Math.round(move(startMs)),
      endMs: Math.round(move(endMs + 300)),
      text: `line ${index}`,
    }));
    await writeFile(at(name), printSubtitles(cues, 'srt'));
    return at(name);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'storyloom-sync-'));
    const frames = paced(Array.from({ length: SECONDS }, () => blank(90)));
    const film = { ...SIZE, timeBase: { num: 1, den: 1 }, frames };
    await renderFilm(at('film.mkv'), { ...film, sound: voices(SPOKEN, SECONDS) });
    await renderFilm(at('silent.mkv'), film);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('moves a file that is late and too slow, and writes it', async () => {
    const rate = 25 / (24_000 / 1001);
    const file = await write('late.srt', SPOKEN, (ms) => (ms + 12_400) / rate);
    const { json, code } = await storyloom(['subtitles', file, '--video', at('film.mkv')]);
    expect(code).toBe(0);
    const sync = json['sync'] as { offsetMs: number; rate: number; confidence: number };
    expect(sync.rate).toBeCloseTo(rate, 5);
    expect(Math.abs(sync.offsetMs + 12_400)).toBeLessThanOrEqual(100);
    expect(sync.confidence).toBeGreaterThan(0.25);
    const written = await startStoryloom(['subtitles', file, '--video', at('film.mkv'), '--format', 'srt']).ended;
    await writeFile(at('mended.srt'), written.stdout);
    const { cues } = await readSubtitles(at('mended.srt'));
    const errors = cues.map(({ startMs }, index) => Math.abs(startMs - SPOKEN[index]!.startMs));
    expect(cues).toHaveLength(SPOKEN.length);
    expect(Math.max(...errors)).toBeLessThanOrEqual(100);
  });

  it('leaves a right file as it is, and one of another film', async () => {
    const right = await write('right.srt', SPOKEN, (ms) => ms);
    const found = await storyloom(['subtitles', right, '--video', at('film.mkv')]);
    expect(found.json['sync']).toMatchObject({ offsetMs: 0, rate: 1 });
    expect(found.json['cues']).toMatchObject(SPOKEN.map(({ startMs }) => ({ startMs })));
    expect(found.stderr).toContain('clock right');
    const other = await write('other.srt', conversation(9, SECONDS), (ms) => ms);
    const unsure = await storyloom(['subtitles', other, '--video', at('film.mkv')]);
    expect(unsure.json['sync']).toEqual({ offsetMs: 0, rate: 1, confidence: 0, pieces: [] });
    expect(unsure.json['cues']).toMatchObject(conversation(9, SECONDS).map(({ startMs }) => ({ startMs })));
  });

  it('says that a film has no sound', async () => {
    const file = await write('any.srt', SPOKEN, (ms) => ms);
    const { code, json } = await storyloom(['subtitles', file, '--video', at('silent.mkv')]);
    expect(code).toBe(2);
    expect(json['error']).toMatchObject({ class: 'InvalidInput', file: at('silent.mkv') });
  });
});
