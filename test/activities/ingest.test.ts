import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { chooseTrack, ingest } from '../../activities/ingest.ts';
import type { SourceRecord, TextsRecord } from '../../activities/ingest.ts';
import { script, subtitles } from '../../activities/texts.ts';
import type { MemoryStore } from '../../adapters/store/memory.ts';
import { readBlob } from '../../adapters/store/tables.ts';
import { Failure } from '../../core/contract/errors.ts';
import type { Ref } from '../../core/contract/refs.ts';
import { DEFAULT_BUILD_OPTIONS } from '../../core/contract/stages.ts';
import type { FilmSpec, StageInput, StageResult } from '../../core/contract/stages.ts';
import type { SubtitleTrack } from '../../core/schema/media.ts';
import { activityCall, MEDIA_INFO, memoryDeps, stageInput } from '../support/activities.ts';

const folder = mkdtempSync(join(tmpdir(), 'storyloom-ingest-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string): Promise<string> {
  await writeFile(join(folder, name), content);
  return uri(name);
}

const uri = (name: string): string => pathToFileURL(join(folder, name)).href;
const SRT = '1\n00:00:01,000 --> 00:00:02,000\nHello.\n';

async function spec(rest: Partial<FilmSpec> = {}): Promise<FilmSpec> {
  return { id: 'film-1', video: await file('film.mkv', 'not really a film'), ...rest };
}

async function json<T>(memory: MemoryStore, ref: Ref | undefined): Promise<T> {
  return JSON.parse(Buffer.from(await readBlob(memory, ref!.key)).toString()) as T;
}

/** Brings a film in through a decoder that says it has these tracks. */
async function bringIn(film: FilmSpec, ...tracks: Partial<SubtitleTrack>[]) {
  const deps = memoryDeps();
  deps.engine.withTracks(...tracks);
  const run = (): Promise<StageResult> => ingest(deps, stageInput({ film }), activityCall());
  const result = await run();
  const texts = await json<TextsRecord>(deps.memory, result.outputs['texts']);
  return { deps, run, result, texts };
}

describe('ingest', () => {
  it('hashes the video and keeps what the container says', async () => {
    const { deps, result } = await bringIn(await spec());
    const source = await json<SourceRecord>(deps.memory, result.outputs['source']);
    const sha256 = createHash('sha256').update('not really a film').digest('hex');
    expect(source).toEqual({ bytes: 17, sha256, media: { ...MEDIA_INFO, subtitleTracks: [] } });
    expect(result.counts).toEqual({ bytes: 17 });
  });

  it('stores the texts that the row names', async () => {
    const film = await spec({ subtitles: await file('a b.srt', SRT), script: await file('a.fountain', 'INT. ROOM') });
    const { deps, result, texts } = await bringIn(film, { language: 'en' });
    expect(Buffer.from(await readBlob(deps.memory, result.outputs['subtitles']!.key)).toString()).toBe(SRT);
    expect(texts).toEqual({
      subtitles: { name: 'a b.srt', from: 'file' },
      script: { name: 'a.fountain' },
      reason: null,
    });
    expect(deps.engine.asked).toEqual(['probe']);
  });

  it('reads nothing again that has not changed, and everything that has', async () => {
    const film = await spec();
    const { deps, run, result } = await bringIn(film);
    expect(await run()).toEqual({ ...result, reused: true });
    expect(deps.engine.asked).toEqual(['probe']);
    await file('film.mkv', 'another film altogether');
    const changed = await run();
    expect(changed.key).not.toBe(result.key);
    expect(changed.outputs['source']!.key).not.toBe(result.outputs['source']!.key);
  });

  it('names all missing files at once, each with its role', async () => {
    const film: FilmSpec = { id: 'x', video: uri('no.mkv'), subtitles: uri('no.srt'), script: uri('no.txt') };
    const failure = (await bringIn(film).catch((error: unknown) => error)) as Failure;
    expect(failure).toBeInstanceOf(Failure);
    expect(failure.code).toBe('InvalidInput');
    for (const [role, name] of Object.entries({ video: 'no.mkv', subtitles: 'no.srt', script: 'no.txt' })) {
      expect(failure.message).toContain(`${role} ${join(folder, name)}: `);
    }
    expect(failure.details.file).toBe(join(folder, 'no.mkv'));
    expect(failure.remedy).toMatch(/Correct the path in the manifest/);
  });

  it('names a folder given as a film', async () => {
    await expect(bringIn({ id: 'x', video: pathToFileURL(folder).href })).rejects.toMatchObject({
      code: 'InvalidInput',
      message: expect.stringMatching(/^video .*not a regular file/) as unknown,
    });
  });
});

describe('subtitles inside the video', () => {
  const track = (stream: number, rest: Partial<SubtitleTrack> = {}): SubtitleTrack => ({
    stream,
    codec: 'subrip',
    kind: 'text',
    language: null,
    title: null,
    isDefault: false,
    ...rest,
  });
  const [english, german, pictures] = [
    track(2, { language: 'eng' }),
    track(3, { language: 'ger', isDefault: true }),
    track(4, { kind: 'bitmap', codec: 'hdmv_pgs_subtitle', language: 'eng', isDefault: true }),
  ];

  it.each([
    ["the film's language", [german, english], 'en', 2],
    ["the film's language, however it is written", [german, english], 'EN-us', 2],
    ['the language by its old three letters', [english, german], 'de', 3],
    ['the language by three letters unlike its two', [track(5), track(6, { language: 'spa' })], 'es', 6],
    ['the first when the manifest names no language', [track(5, { language: 'no such' }), english], '-', 5],
    ['the default one', [english, german], undefined, 3],
    ['the default one when the language is not there', [english, german], 'fr', 3],
    ['the first when none is the default', [track(7), track(8)], undefined, 7],
    ['text before pictures', [pictures, english], undefined, 2],
    ['none when all are pictures', [pictures], 'en', undefined],
    ['none when there is none', [], 'en', undefined],
  ])('are of %s', (_, tracks, language, stream) => {
    expect(chooseTrack(tracks, language)?.stream).toBe(stream);
  });

  it('are used when the row names no file', async () => {
    const { deps, result, texts } = await bringIn(await spec({ language: 'en' }), german, english);
    expect(texts.subtitles).toEqual({ name: 'track-2.srt', from: 'embedded' });
    expect(deps.engine.asked).toEqual(['probe', 'track 2']);
    const cues = await subtitles(deps, stageInput({ inputs: named('ingest', result) }), activityCall());
    expect(cues).toMatchObject({ status: 'done', counts: { cues: 1 } });
  });

  it.each([
    ['has no track', [], 'the manifest row names no subtitles and the video holds no subtitle track'],
    ['has pictures only', [pictures], /subtitle tracks are pictures \(hdmv_pgs_subtitle\).*--ocr/],
  ])('are explained as absent when the video %s', async (_, tracks, reason) => {
    const { deps, result } = await bringIn(await spec(), ...tracks);
    const absent = await subtitles(deps, stageInput({ inputs: named('ingest', result) }), activityCall());
    expect(absent).toMatchObject({ status: 'absent', outputs: {} });
    expect(absent.reason).toMatch(reason);
  });
});

describe('subtitles that are pictures', () => {
  const pictures: SubtitleTrack = {
    stream: 4,
    codec: 'hdmv_pgs_subtitle',
    kind: 'bitmap',
    language: 'eng',
    title: null,
    isDefault: true,
  };
  const asked = async (): Promise<StageInput> =>
    stageInput({ film: await spec(), options: { ...DEFAULT_BUILD_OPTIONS, ocr: 'eng' } });

  it('are not read by an engine without a decoder for them', async () => {
    const deps = memoryDeps();
    deps.engine.withTracks(pictures);
    const run = ingest(deps, await asked(), activityCall());
    await expect(run).rejects.toMatchObject({
      code: 'InvalidInput',
      message: expect.stringContaining('engine') as string,
    });
  });

  it('are not looked at where there is text', async () => {
    const deps = memoryDeps();
    deps.engine.withTracks(pictures, { ...pictures, stream: 5, codec: 'subrip', kind: 'text' });
    await ingest(deps, await asked(), activityCall());
    expect(deps.engine.asked).toEqual(['probe', 'track 5']);
  });
});

describe('a screenplay', () => {
  it('that is not there is explained', async () => {
    const { deps, result } = await bringIn(await spec());
    const absent = await script(deps, stageInput({ inputs: named('ingest', result) }), activityCall());
    expect(absent).toMatchObject({ status: 'absent', reason: 'the manifest row names no screenplay' });
  });

  it('that can not be read is named by its file', async () => {
    const { deps, result } = await bringIn(await spec({ script: await file('empty.txt', '') }));
    const run = script(deps, stageInput({ inputs: named('ingest', result) }), activityCall());
    await expect(run).rejects.toMatchObject({ code: 'InvalidInput', details: { file: 'empty.txt' } });
  });
});

/** Outputs of a stage as the inputs of those after it. */
function named(stage: string, { outputs }: StageResult): Record<string, Ref> {
  return Object.fromEntries(Object.entries(outputs).map(([name, ref]) => [`${stage}.${name}`, ref]));
}
