import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileNames } from '../support/file-tree.ts';
import { writeSilence } from '../support/silence.ts';
import { makeShortFilm, writeManifest } from '../support/short-films.ts';
import type { ShortFilm } from '../support/short-films.ts';
import { endAll, storyloom } from '../support/storyloom.ts';

const MARK = `hostile-${process.pid}`;
let folder: string;
let good: ShortFilm;
let other: ShortFilm;
let server: Server;
let requests = 0;
const at = (name: string): string => join(folder, name);

/** Bytes that are no text in any encoding and no media either. */
const GARBAGE = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 167 + (index >> 3) * 31) % 256));

/** Videos that are none → class of their failure. */
const VIDEOS = {
  'empty.mp4': 'CorruptMedia',
  'text.mp4': 'CorruptMedia',
  'garbage.mkv': 'CorruptMedia',
  'sound.mkv': 'CorruptMedia',
  'cut-off.mp4': 'CorruptMedia',
  'local.mp4': 'UnsafeMedia',
  'local.m3u8': 'UnsafeMedia',
  'local.txt': 'UnsafeMedia',
  'remote.mp4': 'UnsafeMedia',
  'concat.mp4': 'UnsafeMedia',
  'concat.ffconcat': 'UnsafeMedia',
  'dash.mp4': 'UnsafeMedia',
  'folder.mp4': 'InvalidInput',
  'loop.mp4': 'InvalidInput',
  'pipe.mp4': 'InvalidInput',
  'nowhere.mp4': 'InvalidInput',
} as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'storyloom-hostile-'));
  await mkdir(at('temp'));
  good = await makeShortFilm(folder, 'good', { seed: 1 });
  other = await makeShortFilm(folder, 'other', { seed: 2 });
  server = createServer((_request, response) => {
    requests++;
    response.end('secret');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/segment.ts`;
  const playlist = (target: string): string =>
    `#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n${target}\n#EXT-X-ENDLIST\n`;
  await writeFile(at('empty.mp4'), '');
  await writeFile(at('text.mp4'), 'Dear reader, this is a letter and no film.\n'.repeat(40));
  await writeFile(at('garbage.mkv'), GARBAGE);
  await writeSilence(at('sound.mkv'));
  await writeFile(at('cut-off.mp4'), (await readFile(good.video)).subarray(0, 20_000));
  for (const name of ['local.mp4', 'local.m3u8', 'local.txt']) await writeFile(at(name), playlist('/etc/passwd'));
  await writeFile(at('remote.mp4'), playlist(url));
  await writeFile(at('concat.mp4'), `ffconcat version 1.0\nfile /etc/passwd\nfile '${url}'\n`);
  await writeFile(at('concat.ffconcat'), `file '${good.video}'\nfile '/etc/passwd'\n`);
  await writeFile(at('dash.mp4'), `<?xml version="1.0"?>\n<MPD><BaseURL>${url}</BaseURL></MPD>\n`);
  await mkdir(at('folder.mp4'));
  await symlink(at('loop.mp4'), at('loop.mp4'));
  execFileSync('mkfifo', [at('pipe.mp4')]);
  await writeFile(at('garbage.fountain'), GARBAGE);
  await writeFile(at('garbage.srt'), GARBAGE);
});

afterAll(async () => {
  endAll(MARK);
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

describe('a build of hostile files beside a good film', () => {
  const TEXTS = {
    'bad-script': { script: 'garbage.fountain', class: 'InvalidInput', stage: 'script' },
    'bad-subtitles': { subtitles: 'garbage.srt', class: 'InvalidInput', stage: 'subtitles' },
    'script-folder': { script: 'folder.mp4', class: 'InvalidInput', stage: 'ingest' },
    'script-loop': { script: 'loop.mp4', class: 'InvalidInput', stage: 'ingest' },
  };

  it('finishes the good film and names class, file and remedy of all others', async () => {
    const rows = [
      { id: 'good', video: 'good.mp4', subtitles: 'good.srt', script: 'good.fountain' },
      ...Object.keys(VIDEOS).map((video) => ({ id: video, video })),
      ...Object.entries(TEXTS).map(([id, { class: _class, stage: _stage, ...row }]) => ({
        id,
        video: 'good.mp4',
        subtitles: 'good.srt',
        ...row,
      })),
    ];
    const manifest = await writeManifest(at('films.jsonl'), rows);
    const options = { mark: MARK, env: { TMPDIR: at('temp') } };
    const built = await storyloom(['build', manifest, '--out', at('corpus')], options);
    expect(built, built.stderr).toMatchObject({ code: 1, json: { films: { total: rows.length, done: 1 } } });
    const failures = built.json['failures'] as { film: string; class: string; stage: string; remedy: string }[];
    const expected = [
      ...Object.entries(VIDEOS).map(([film, name]) => [film, name, 'ingest']),
      ...Object.entries(TEXTS).map(([film, { class: name, stage }]) => [film, name, stage]),
    ];
    expect(failures.map((failure) => [failure.film, failure.class, failure.stage])).toEqual(expected);
    for (const { film, remedy } of failures) expect(remedy, film).toMatch(/\w+ .{10,}/);
  });

  it('leaves nothing half-written and has opened no other file or address', async () => {
    expect(await storyloom(['verify', at('corpus')])).toMatchObject({ code: 0, json: { ok: true, films: 1 } });
    expect(await fileNames(at('corpus'), ['films'])).toEqual(['films/good.json']);
    expect(await fileNames(at('corpus'), ['tmp'])).toEqual([]);
    expect((await readdir(at('temp'))).filter((name) => name.startsWith('storyloom'))).toEqual([]);
    for (const name of await fileNames(at('corpus'), ['blobs'])) {
      expect((await readFile(join(at('corpus'), name), 'latin1')).includes('root:x:'), name).toBe(false);
    }
    expect(requests).toBe(0);
  });
});

describe('single verbs end with 2 on bad input', () => {
  it.each(Object.entries(VIDEOS))('shots %s: %s', async (name, failureClass) => {
    const { code, json } = await storyloom(['shots', at(name), '--keyframes', at('frames')]);
    expect({ code, json }).toMatchObject({ code: 2, json: { error: { class: failureClass } } });
    expect(existsSync(at('frames'))).toBe(false);
    expect(requests).toBe(0);
  });

  const texts = ['garbage.fountain', 'good.mp4', 'folder.mp4', 'loop.mp4', 'nowhere.txt'];
  it.each(['script', 'subtitles'].flatMap((verb) => texts.map((name) => [verb, name] as const)))(
    '%s %s: InvalidInput',
    async (verb, name) => {
      const { code, json } = await storyloom([verb, at(name)]);
      const error = { class: 'InvalidInput', remedy: expect.stringMatching(/\w+ .{8,}/) as unknown };
      expect({ code, json }).toMatchObject({ code: 2, json: { error } });
    },
  );

  it('align: InvalidInput for garbage, Mismatch for texts of two films', async () => {
    const garbage = await storyloom(['align', '--script', at('garbage.fountain'), '--subtitles', good.subtitles]);
    expect(garbage).toMatchObject({ code: 2, json: { error: { class: 'InvalidInput' } } });
    const mixed = await storyloom(['align', '--script', other.script, '--subtitles', good.subtitles]);
    expect(mixed).toMatchObject({ code: 2, json: { error: { class: 'Mismatch' } } });
    expect(mixed.json['error']).toHaveProperty('evidence.fourGramShare');
  });
});

describe('a bad manifest ends with 2, all problems at once, and nothing is made', () => {
  const film = (row: object): string => JSON.stringify({ id: 'a', video: 'good.mp4', ...row });
  it.each([
    ['an id that is a path', film({ id: '../x' }), /line 1: id/],
    ['an absolute id', film({ id: '/etc/x' }), /line 1: id/],
    ['no id', '{"video":"good.mp4"}', /line 1: id/],
    ['an id twice', `${film({})}\n\n${film({})}`, /line 3: id: "a" is already on line 1/],
    ['an address of the network', film({ video: 'http://127.0.0.1/a.mp4' }), /line 1: .*http/],
    ['a protocol of the decoder', film({ video: 'concat:/etc/passwd|/etc/hosts' }), /line 1: .*concat/],
    ['an unknown column', film({ vidoe: 'x' }), /line 1: .*vidoe/],
    [
      'broken JSON and a wrong year',
      `${film({})}\n{"id":\n${film({ id: 'b', year: 'soon' })}`,
      /line 2: .*\n.*line 3: year/,
    ],
    ['CSV without a header', 'a,good.mp4\nb,good.mp4\n', /no CSV header/],
    ['CSV with a short row', 'id,video\na\n', /line 2: 1 column/],
    ['nothing in it', '', /./],
    ['binary data', GARBAGE, /./],
  ])('%s', async (_what, content, message) => {
    await writeFile(at('bad-manifest'), content);
    const { code, json } = await storyloom(['build', at('bad-manifest'), '--out', at('never')]);
    const error = { class: 'InvalidInput', message: expect.stringMatching(message) as unknown };
    expect({ code, json }).toMatchObject({ code: 2, json: { error } });
    expect(existsSync(at('never'))).toBe(false);
  });

  it.each(['nowhere.jsonl', 'folder.mp4', 'loop.mp4'])('%s as manifest', async (name) => {
    const { code, json } = await storyloom(['build', at(name), '--out', at('never')]);
    expect({ code, json }).toMatchObject({ code: 2, json: { error: { class: 'InvalidInput' } } });
    expect(existsSync(at('never'))).toBe(false);
  });
});
